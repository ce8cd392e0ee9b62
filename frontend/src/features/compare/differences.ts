/** The table of what differs between the specs, told by group. */

import type { ComparedGroup, Comparison } from "@/shared/queries/comparison-query";
import { counted } from "@/shared/words/numbers";
import { specValue } from "@/shared/words/spec-words";

type Difference = Comparison["differences"][number];

/** Columns that still fit beside each other; beyond, values are counted instead. */
export const MOST_COLUMNS = 6;

export function valueText(value: unknown): string {
  return value === undefined ? "not used" : specValue(value);
}

/** Numbers by their size, then everything else by its text; runs that do not use the field last. */
function inOrder(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const rank = (value: unknown) => (value === undefined ? 2 : typeof value === "number" ? 0 : 1);
  return rank(one) - rank(other) || valueText(one).localeCompare(valueText(other));
}

function distinct(difference: Difference, runIds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of runIds.map((id) => difference.values[id]).toSorted(inOrder)) {
    const text = valueText(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** A field's values within one group: "0, 1, 2". */
export function valuesInGroup(difference: Difference, group: ComparedGroup): string {
  return [...distinct(difference, group.run_ids).keys()].join(", ");
}

/** A field's values over all runs, with how many runs have each: "1 (5 runs), 5 (5 runs)". */
export function valuesCounted(difference: Difference, groups: readonly ComparedGroup[]): string {
  const runIds = groups.flatMap((group) => group.run_ids);
  return [...distinct(difference, runIds)]
    .map(([text, runs]) => `${text} (${counted(runs, "run")})`)
    .join(", ");
}

/** The environments of a comparison, once each. */
export function environmentsOf(runs: readonly { environment: string }[]): string[] {
  return [...new Set(runs.map(({ environment }) => environment))].toSorted();
}
