/** The address of a shared page: what its reader changed, or nothing, which is what was shared. */

import { parseSearch } from "@/shared/address";
import { textOf } from "@/shared/search-values";

export type SharedSearch = Record<string, string | number | boolean>;

/** A reader's address; whatever is not plain is left out. */
export function readSharedSearch(search: Record<string, unknown>): SharedSearch {
  const read: SharedSearch = {};
  for (const [name, value] of Object.entries(search)) {
    const text = typeof value === "boolean" ? String(value) : textOf(value);
    if (text !== undefined) read[name] = text;
  }
  return read;
}

/** The view to show: as shared, until its reader changes something. */
export function viewSearch(shared: string, own: SharedSearch): Record<string, unknown> {
  const changed = Object.entries(own).filter(([name]) => name !== "run");
  return changed.length > 0 ? Object.fromEntries(changed) : parseSearch(shared.replace(/^\?/, ""));
}
