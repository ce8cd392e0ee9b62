/** The sentences under the trajectories: how to read them, and how far they part. */

import type { Schema } from "@/client/client";
import { count, figure, unbroken } from "@/shared/words/numbers";

export type Trajectories = Schema<"TrajectoriesFigure">;

const HOW =
  "Ink is the world under the current policy, red the same policy in the model; dashed is the " +
  "world given the very actions of a red line, so red against dashed is the model's error alone.";

const NO_UNIT = new Set(["no unit", "unit of the task"]);

function amount(gap: number, unit: string): string {
  return NO_UNIT.has(unit) ? figure(gap) : `${figure(gap)}\u00a0${unit}`;
}

function branchWords({ branch_gap: gap, rollout_length: length, dimension }: Trajectories): string {
  if (gap === null || length === null || dimension === null) return "";
  return ` Off the dots, rollouts of ${unbroken(`k = ${length}`)} end ${amount(gap, dimension.unit)} from the real ${dimension.name} on average`;
}

function wholeWords({ whole_gap: gap, whole_steps: steps, dimension }: Trajectories): string {
  if (gap === null || steps === null || dimension === null) return "";
  return `; the thin one from the first state on ends ${amount(gap, dimension.unit)} away after ${count(steps)} steps`;
}

/** What the figure shows, with its numbers where there are some. */
export function trajectoriesReading(told: Trajectories): string {
  const branches = branchWords(told);
  return branches === "" ? HOW : `${HOW}${branches}${wholeWords(told)}.`;
}

/** The choice of the step of the episode, where the others are places of dimensions. */
export const EPISODE_STEP = "step";

/** The choices of an axis, by the dimensions that were recorded. */
export function dimensionChoices({ dimensions }: Trajectories) {
  return dimensions.map(({ index, name }) => ({ value: String(index), label: name }));
}

/** A chosen dimension's place; undefined for the step of the episode. */
export function chosenPlace(value: string | null): number | undefined {
  return value === null || value === EPISODE_STEP ? undefined : Number(value);
}

/** What the figure shows, for those who cannot see it. */
export function figureLabel(told: Trajectories | undefined): string {
  if (told?.dimension == null) return "Real and imagined trajectories.";
  const across = told.against?.name ?? "the step of the episode";
  return `Real and imagined trajectories: ${told.dimension.name} over ${across}.`;
}
