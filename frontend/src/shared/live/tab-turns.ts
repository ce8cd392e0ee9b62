/** Turns between the tabs of one browser, by the Web Locks API. */

/**
 * A browser opens six connections to a host over HTTP/1.1. Streams may take this many of them, so
 * that a few share links beside one's own pages leave some for requests.
 */
const PLACES = 4;
const PLACE = "branchpoint-stream-place-";

/** Plain HTTP from another machine has no Web Locks; each tab on screen is then by itself. */
export function canTakeTurns(): boolean {
  return "locks" in navigator;
}

interface Turn {
  /** Ends the waiting, and the turn. */
  stop: AbortSignal;
  /** Takes the turn away from the tab that has it. */
  force: boolean;
}

/**
 * Waits until no other tab has its turn under this name, then calls `act`. Its signal is aborted
 * by `stop`, and when another tab takes the turn away.
 */
export async function takeTurn(
  name: string,
  { stop, force }: Turn,
  act: (over: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const over = AbortSignal.any([stop, lost.signal]);
  try {
    await navigator.locks.request(name, force ? { steal: true } : { signal: stop }, () =>
      act(over),
    );
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  } finally {
    lost.abort();
  }
}

/** Calls `act` in one of the places for streams. False, and no call, when all are taken. */
export async function inAPlace(act: () => Promise<void>): Promise<boolean> {
  if (!canTakeTurns()) {
    await act();
    return true;
  }
  for (let place = 0; place < PLACES; place += 1) {
    const done = await navigator.locks.request(
      `${PLACE}${place}`,
      { ifAvailable: true },
      async (lock) => {
        if (lock !== null) await act();
        return lock !== null;
      },
    );
    if (done) return true;
  }
  return false;
}
