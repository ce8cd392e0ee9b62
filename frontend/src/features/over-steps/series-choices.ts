/** Which series can be drawn, and which one is. */

import type { Schema } from "@/client/client";

/** Shown before anything is chosen, where it is reported. */
export const FIRST_SERIES = "model/loss_holdout";

/** A series that can be chosen, as the catalog describes it. */
export type OfferedSeries = Pick<
  Schema<"SeriesChoice">,
  "key" | "name" | "definition" | "how_to_read" | "guide" | "has_own_figure"
>;

/** What can be chosen: the catalog's series that the runs report, in its order. */
export function offered(
  series: readonly OfferedSeries[],
  reported: readonly string[],
): OfferedSeries[] {
  return series.filter(({ key, has_own_figure }) => reported.includes(key) && !has_own_figure);
}

/** The series that a name means; a first one where it is none of them, or nothing without any. */
export function chosenOf(
  choices: readonly OfferedSeries[],
  name: string | undefined,
): OfferedSeries | undefined {
  const named = (wanted: string | undefined) => choices.find(({ key }) => key === wanted);
  return named(name) ?? named(FIRST_SERIES) ?? choices[0];
}
