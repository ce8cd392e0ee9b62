/** Where the reader's own Branchpoint is, as this browser keeps it. */

const PLACE = "branchpoint.own-address";
/** Where one listens that was started on one's own machine. */
export const USUAL_ADDRESS = "http://127.0.0.1:8710";

export function ownAddress(): string {
  try {
    return localStorage.getItem(PLACE) ?? USUAL_ADDRESS;
  } catch {
    // Storage is forbidden: the reader writes it each time.
    return USUAL_ADDRESS;
  }
}

export function keepOwnAddress(address: string): void {
  try {
    localStorage.setItem(PLACE, address);
  } catch {
    // Full or forbidden: it stands while the page is open.
  }
}
