/** The order of the table's rows, as the address says it: "cpu" from the least, "-cpu" from the most. */

import type { Schema } from "@/client/client";

export type TrustGroup = Schema<"TrustGroup">;

export interface Sorting {
  key: string;
  descending: boolean;
}

/** What the address asks for, where there is such a column. */
export function sortingOf(
  text: string | undefined,
  groups: readonly TrustGroup[],
): Sorting | undefined {
  const [first] = groups;
  if (text === undefined || first === undefined) return undefined;
  const key = text.replace(/^-/, "");
  return Object.hasOwn(first.cells, key) ? { key, descending: text.startsWith("-") } : undefined;
}

/** What the address says once a column's head was pressed: most first, least first, as grouped. */
export function pressed(key: string, sorting: Sorting | undefined): string | undefined {
  if (sorting?.key !== key) return `-${key}`;
  return sorting.descending ? key : undefined;
}

/** The rows in their order; those that say nothing come last, whichever way. */
export function sorted(
  groups: readonly TrustGroup[],
  sorting: Sorting | undefined,
): readonly TrustGroup[] {
  if (sorting === undefined) return groups;
  const { key, descending } = sorting;
  const place = (group: TrustGroup) => group.cells[key]?.order ?? null;
  return groups.toSorted((one, other) => {
    const [a, b] = [place(one), place(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return descending ? b - a : a - b;
  });
}
