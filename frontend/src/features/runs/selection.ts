/** Choosing rows of a list. Ids, so that a choice survives sorting, filtering and live updates. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Where a range begins: the row last chosen by itself. */
  anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** `id` chosen, or no longer. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Everything from the anchor to `id` in the order shown takes the state that `id` gets. */
export function extended(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from === -1 || to === -1) return toggled(selection, id);
  const ids = new Set(selection.ids);
  const chosen = !ids.has(id);
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (chosen) ids.add(each);
    else ids.delete(each);
  }
  return { ids, anchor: id };
}

/** All rows shown, or none when all are chosen already. */
export function toggledAll(selection: Selection, order: readonly string[]): Selection {
  const all = order.every((id) => selection.ids.has(id));
  return all ? NOTHING_SELECTED : { ids: new Set(order), anchor: null };
}
