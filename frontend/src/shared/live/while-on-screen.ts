/**
 * Calls `act` whenever this page comes on screen, at once if it is there, and aborts its signal
 * when the page goes: behind another tab, away, or into the cache that the back button looks in.
 * Returns how to end this for good.
 */
export function whileShown(act: (hidden: AbortSignal) => void): () => void {
  let hidden: AbortController | null = null;
  const hide = (): void => {
    hidden?.abort();
    hidden = null;
  };
  const look = (): void => {
    if (document.visibilityState !== "visible") {
      hide();
    } else if (hidden === null) {
      hidden = new AbortController();
      act(hidden.signal);
    }
  };
  const end = new AbortController();
  const options = { signal: end.signal };
  document.addEventListener("visibilitychange", look, options);
  window.addEventListener("pageshow", look, options);
  // A page that leaves still calls itself visible here.
  window.addEventListener("pagehide", hide, options);
  look();
  return () => {
    end.abort();
    hide();
  };
}
