/** The runs that this tab launched into an experiment last: what waits of them can be cancelled together. */

const PLACE = "branchpoint.launched.";

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Their ids; none where this tab launched nothing into it, or may keep nothing. */
export function ownRuns(experimentId: string): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE + experimentId) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isText) : [];
  } catch {
    // Storage that is forbidden, or holds what somebody else wrote there, keeps no runs.
    return [];
  }
}

export function keepOwnRuns(experimentId: string, ids: readonly string[]): void {
  try {
    sessionStorage.setItem(PLACE + experimentId, JSON.stringify(ids));
  } catch {
    // The runs can still be chosen in their list.
  }
}
