/** The table of what differs between the specs, told by group. */

import type { ComparedGroup, Comparison } from "@/shared/queries/comparison-query";
import { count, counted } from "@/shared/words/numbers";
import { specValue } from "@/shared/words/spec-words";

type Difference = Comparison["differences"][number];

/** Columns that still fit beside each other; beyond, values are counted instead. */
export const MOST_COLUMNS = 6;
/** Values that are still a list to be read. */
const MOST_LISTED = 12;

export function valueText(value: unknown): string {
  return value === undefined ? "not used" : specValue(value);
}

/** Numbers by their size, then everything else by its text; runs that do not use the field last. */
function inOrder(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const rank = (value: unknown) => (value === undefined ? 2 : typeof value === "number" ? 0 : 1);
  return rank(one) - rank(other) || valueText(one).localeCompare(valueText(other));
}

interface Distinct {
  value: unknown;
  text: string;
  runs: number;
}

/** Each value once, in order, with how many of the runs have it. */
function distinct(difference: Difference, runIds: readonly string[]): Distinct[] {
  const found = new Map<string, Distinct>();
  for (const id of new Set(runIds)) {
    const value = difference.values[id];
    const text = valueText(value);
    const known = found.get(text) ?? { value, text, runs: 0 };
    found.set(text, { ...known, runs: known.runs + 1 });
  }
  return [...found.values()].toSorted((one, other) => inOrder(one.value, other.value));
}

/** So many that a list of them could not be read: how many there are, and the ends of numbers. */
function summary(values: readonly Distinct[]): string {
  const many = `${count(values.length)} values`;
  const numbers = values.filter(({ value }) => typeof value === "number");
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined || numbers.length < values.length) return many;
  return `${many}, ${first.text} to ${last.text}`;
}

/** A field's values within one group: "0, 1, 2". */
export function valuesInGroup(difference: Difference, group: ComparedGroup): string {
  const values = distinct(difference, group.run_ids);
  return values.length > MOST_LISTED ? summary(values) : values.map(({ text }) => text).join(", ");
}

/** A field's values over all runs, with how many runs have each: "1 (5 runs), 5 (5 runs)". */
export function valuesCounted(difference: Difference, groups: readonly ComparedGroup[]): string {
  const values = distinct(
    difference,
    groups.flatMap((group) => group.run_ids),
  );
  return values.length > MOST_LISTED
    ? summary(values)
    : values.map(({ text, runs }) => `${text} (${counted(runs, "run")})`).join(", ");
}

/** The fields in which runs of these groups differ: not those in which hidden ones did alone. */
export function differing(
  differences: readonly Difference[],
  groups: readonly ComparedGroup[],
): Difference[] {
  const runIds = groups.flatMap((group) => group.run_ids);
  return differences.filter((difference) => distinct(difference, runIds).length > 1);
}
