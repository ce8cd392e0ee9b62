/** Which series can be drawn, and which one is. */

import type { Schema } from "@/client/client";

/** A series that can be chosen, as the catalog describes it. */
export type OfferedSeries = Pick<
  Schema<"SeriesChoice">,
  | "key"
  | "name"
  | "definition"
  | "how_to_read"
  | "guide"
  | "has_own_figure"
  | "is_companion"
  | "is_first"
>;

/** What can be chosen: the catalog's series that the runs report, in its order. */
export function offered(
  series: readonly OfferedSeries[],
  reported: readonly string[],
): OfferedSeries[] {
  return series.filter(
    (each) => reported.includes(each.key) && !each.has_own_figure && !each.is_companion,
  );
}

/** The series that a name means; a first one where it is none of them, or nothing without any. */
export function chosenOf(
  choices: readonly OfferedSeries[],
  name: string | undefined,
): OfferedSeries | undefined {
  const named = choices.find(({ key }) => key === name);
  return named ?? choices.find(({ is_first: isFirst }) => isFirst) ?? choices[0];
}

const ONLY_RETURNS = "These runs have reported nothing beside their returns.";

/** Why there is nothing to choose; null where there is something, or it is not known yet. */
export function whyNothing(
  choices: readonly OfferedSeries[],
  reported: { reason: string | null } | undefined,
): string | null {
  if (reported === undefined || choices.length > 0) return null;
  return reported.reason ?? ONLY_RETURNS;
}
