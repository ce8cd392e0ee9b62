/** What can be drawn against what, by the dimensions that were recorded. */

import type { Schema } from "@/client/client";

type Drawn = Schema<"TrajectoriesFigure">;

/** The choice of the step of the episode, where the others are places of dimensions. */
export const EPISODE_STEP = "step";

/** The choices of an axis, by the dimensions that were recorded. */
export function dimensionChoices({ dimensions }: Pick<Drawn, "dimensions">) {
  return dimensions.map(({ index, name }) => ({ value: String(index), label: name }));
}

/** A chosen dimension's place; undefined for the step of the episode. */
export function chosenPlace(value: string | null): number | undefined {
  return value === null || value === EPISODE_STEP ? undefined : Number(value);
}

/** What the figure shows, for those who cannot see it. */
export function figureLabel(drawn: Pick<Drawn, "dimension" | "against"> | undefined): string {
  if (drawn?.dimension == null) return "Real and imagined trajectories.";
  const across = drawn.against?.name ?? "the step of the episode";
  return `Real and imagined trajectories: ${drawn.dimension.name} over ${across}.`;
}
