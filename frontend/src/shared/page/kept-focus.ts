import { useEffect } from "react";

/** Dialogs and menus that close give the focus back themselves; they have this long from then on. */
const OWN_WAY_MS = 250;

const SWITCHED_OFF = ":disabled, [data-disabled]";

/**
 * Gives the focus a place when what had it is taken away: the heading of the dialog it stood in,
 * else the page's heading, so that a screen reader says what is shown then and the next Tab begins
 * there. A button that is switched off while the server works gets the focus back afterwards.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null;
    let dialog: Element | null = null;
    let wasSwitchedOff = false;
    let timer: number | undefined;

    const remember = (element: Element | null) => {
      window.clearTimeout(timer);
      timer = undefined;
      last = element;
      dialog = element?.closest('[role="dialog"]') ?? null;
      wasSwitchedOff = false;
    };
    const onFocus = ({ target }: FocusEvent) => {
      remember(target instanceof Element ? target : null);
    };
    // Who clicks beside everything means to have the focus nowhere.
    const onPress = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && last?.contains(target))) remember(null);
    };
    const keep = () => {
      timer = undefined;
      if (last === null || document.activeElement !== document.body) return;
      if (!last.isConnected) headingAfter(dialog)?.focus({ preventScroll: true });
      else if (wasSwitchedOff && !last.matches(SWITCHED_OFF) && last instanceof HTMLElement)
        last.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      if (last === null) return;
      // A browser takes the focus from what is switched off only when it draws next.
      const isSwitchedOff = last.matches(SWITCHED_OFF);
      wasSwitchedOff ||= isSwitchedOff;
      if (isSwitchedOff || document.activeElement === document.body)
        timer ??= window.setTimeout(keep, OWN_WAY_MS);
    });

    document.addEventListener("focusin", onFocus);
    document.addEventListener("pointerdown", onPress, true);
    const attributeFilter = ["disabled", "data-disabled"];
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter });
    return () => {
      window.clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("pointerdown", onPress, true);
    };
  }, []);
}

/** The heading of the dialog while it is open, else of the page. */
function headingAfter(dialog: Element | null): HTMLElement | null {
  const within = dialog?.isConnected === true ? dialog : document;
  const heading = within.querySelector<HTMLElement>(within === document ? "h1" : "h2");
  if (heading !== null && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  return heading;
}
