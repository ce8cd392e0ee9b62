/** The draft that a browser keeps while one is elsewhere: the address holds it only while it is open. */

import { basePath } from "@/client/transport";

import { type Draft, draftFromSearch, EMPTY_DRAFT, searchFromDraft } from "./draft";

/** Servers that share a host name share its storage too. */
const place = (): string => `branchpoint.launch-draft${basePath()}`;

/** The draft that was left; null where there is none, or the browser keeps nothing. */
export function keptDraft(): Draft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place()) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const draft = draftFromSearch({ ...kept });
    return isBegun(draft) ? draft : null;
  } catch {
    // Storage that is forbidden, or holds what somebody else wrote there, keeps no draft.
    return null;
  }
}

/** Keeps a draft in place of the one before; one in which nothing was written is forgotten. */
export function keepDraft(draft: Draft): void {
  try {
    if (isBegun(draft)) localStorage.setItem(place(), JSON.stringify(searchFromDraft(draft)));
    else localStorage.removeItem(place());
  } catch {
    // Full or forbidden: the address still holds the draft while the page is open.
  }
}

/** Whether anything was written that would be missed. */
export function isBegun(draft: Draft): boolean {
  const { from, set, seeds, experiment, tags } = draft;
  const written = [seeds !== EMPTY_DRAFT.seeds, experiment !== "", tags !== "", from !== ""];
  return written.includes(true) || Object.keys(set).length > 0;
}
