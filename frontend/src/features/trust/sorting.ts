/** The order of the table's rows, as the address says it: "cpu" from the least, "-cpu" from the most. */

import type { Schema } from "@/client/client";

export type TrustGroup = Schema<"TrustGroup">;
export type ColumnKey = {
  [Key in keyof TrustGroup]: TrustGroup[Key] extends Schema<"EstimateView"> | Schema<"Tally">
    ? Key
    : never;
}[keyof TrustGroup];

export interface Sorting {
  key: ColumnKey;
  descending: boolean;
}

/** Whether a row has a cell of this name. */
export function isColumn(group: TrustGroup, key: string): key is ColumnKey {
  const cell: unknown = Object.entries(group).find(([name]) => name === key)?.[1];
  return typeof cell === "object" && cell !== null && "n" in cell;
}

/** What the address asks for, where there is such a column. */
export function sortingOf(
  text: string | undefined,
  groups: readonly TrustGroup[],
): Sorting | undefined {
  const [first] = groups;
  if (text === undefined || first === undefined) return undefined;
  const key = text.replace(/^-/, "");
  return isColumn(first, key) ? { key, descending: text.startsWith("-") } : undefined;
}

/** What the address says once a column's head was pressed: most first, least first, as grouped. */
export function pressed(key: string, sorting: Sorting | undefined): string | undefined {
  if (sorting?.key !== key) return `-${key}`;
  return sorting.descending ? key : undefined;
}

/** Laws in the order of how fast they grow; an alarm counts by the share of runs that raise it. */
const LAWS = ["linear", "quadratic", "exponential"];

function rank(group: TrustGroup, key: ColumnKey): number | null {
  const cell = group[key];
  if ("mean" in cell) return cell.mean;
  if (cell.n === 0) return null;
  if (key === "alarm") return (cell.counts["raised"] ?? 0) / cell.n;
  const [commonest = "", runs = 0] = Object.entries(cell.counts)[0] ?? [];
  return LAWS.indexOf(commonest) + runs / cell.n / 2;
}

/** The rows in their order; those that say nothing come last, whichever way. */
export function sorted(
  groups: readonly TrustGroup[],
  sorting: Sorting | undefined,
): readonly TrustGroup[] {
  if (sorting === undefined) return groups;
  const { key, descending } = sorting;
  return groups.toSorted((one, other) => {
    const [a, b] = [rank(one, key), rank(other, key)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return descending ? b - a : a - b;
  });
}
