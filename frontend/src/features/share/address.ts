/** The address of a shared page: what its reader changed, or nothing, which is what was shared. */

import { parseSearch } from "@/shared/address/search-text";
import { listOf, textOf } from "@/shared/address/search-values";

export type SharedSearch = Record<string, string | number | boolean>;

/** A value as one text; what is said several times is a list. */
function plainText(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(listOf(value).join(","));
  return typeof value === "boolean" ? String(value) : textOf(value);
}

/** A reader's address; whatever is not plain is left out. */
export function readSharedSearch(search: Record<string, unknown>): SharedSearch {
  const read: SharedSearch = {};
  for (const [name, value] of Object.entries(search)) {
    const text = plainText(value);
    if (text !== undefined) read[name] = text;
  }
  return read;
}

/** The view to show: as shared, until its reader changes something. */
export function viewSearch(shared: string, own: SharedSearch): Record<string, unknown> {
  const changed = Object.entries(own).filter(([name]) => name !== "run");
  return changed.length > 0 ? Object.fromEntries(changed) : parseSearch(shared.replace(/^\?/, ""));
}
