import { MOST_CHOSEN } from "./address";

/** Choosing rows of a list. Ids, so that a choice survives sorting, filtering and live updates. */
export interface Selection {
  /** `all`: whatever matches, also what is not loaded. */
  ids: ReadonlySet<string> | "all";
  /** Where a range begins: the row last chosen by itself. */
  anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

export function isSelected({ ids }: Selection, id: string): boolean {
  return ids === "all" || ids.has(id);
}

/** `id` chosen, or no longer. `all` are the ids that match, for a choice of all that leaves one out. */
export function toggled(selection: Selection, id: string, all: readonly string[]): Selection {
  const ids = new Set(selection.ids === "all" ? all : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Everything from the anchor to `id` in the order shown takes the state that `id` gets. */
export function extended(
  selection: Selection,
  id: string,
  order: readonly string[],
  all: readonly string[],
): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from === -1 || to === -1) return toggled(selection, id, all);
  const ids = new Set(selection.ids === "all" ? all : selection.ids);
  const chosen = !ids.has(id);
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (chosen) ids.add(each);
    else ids.delete(each);
  }
  return { ids, anchor: id };
}

/** All of these chosen, or none of them when all are already. */
export function toggledTogether(
  selection: Selection,
  these: readonly string[],
  all: readonly string[],
): Selection {
  const ids = new Set(selection.ids === "all" ? all : selection.ids);
  const isWhole = these.every((id) => ids.has(id));
  for (const id of these) {
    if (isWhole) ids.delete(id);
    else ids.add(id);
  }
  return { ids, anchor: null };
}

/** All that match, or none when all are chosen already. */
export function toggledAll({ ids }: Selection, total: number): Selection {
  return ids === "all" || ids.size === total ? NOTHING_SELECTED : { ids: "all", anchor: null };
}

/** A choice as an address holds it; nothing where that would be too long. */
export function writtenSelection({ ids }: Selection): readonly string[] | "all" {
  if (ids === "all") return "all";
  return ids.size > MOST_CHOSEN ? [] : [...ids].sort();
}

export function readSelection(written: readonly string[] | "all"): Selection {
  return { ids: written === "all" ? "all" : new Set(written), anchor: null };
}
