/** How the figures of a comparison name its runs. */

import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";

import { amongOf, type ComparisonView } from "./address";

/** Whether they are too many to be told apart: then they are named by what they have in common. */
export function areMany(known: Comparison): boolean {
  return known.reduced !== "";
}

/** Whether figures show quantiles of all of them, so that no other line of a group can be chosen. */
export function areQuantiles(known: Comparison): boolean {
  return known.groups.some(({ part }) => part === "all");
}

/**
 * Those of the address where it names them: figures need not wait until the comparison is known.
 * Few runs that have something in common are named one by one, so that only their changes count.
 */
export function namedRuns(view: ComparisonView, known: Comparison): NamedRuns {
  const among = amongOf(view);
  if (among === undefined) return { runs: view.runs };
  return areMany(known) ? { runs: view.runs, among } : { runs: allRuns(known) };
}

export function allRuns(known: Comparison): string[] {
  return [...new Set(known.groups.flatMap((group) => group.run_ids))];
}

/** Those that a link to the comparison shows: it names each, also where an address does not. */
export function sharedRuns(known: Comparison, { runs }: NamedRuns): readonly string[] {
  return areMany(known) ? allRuns(known) : runs;
}
