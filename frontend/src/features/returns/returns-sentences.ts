/** The sentences under the return figures: how to read them, with their numbers. */

import { type Estimate, figure, significantlyPositive, unbroken } from "@/shared/words/numbers";

/** What is known of one group's returns. */
export interface GroupReturns {
  label: string;
  real_return: Estimate;
  model_return: Estimate;
  gap: Estimate;
}

function aboutOne({ real_return: real, model_return: model, gap }: GroupReturns): string {
  if (real.mean === null || model.mean === null || gap.mean === null) return "";
  const sides = `The model promises ${figure(model.mean)}, the world pays ${figure(real.mean)}`;
  if (significantlyPositive(gap)) {
    return ` ${sides}: ${figure(gap.mean)} too much, beyond the interval over seeds.`;
  }
  return ` ${sides}.`;
}

function aboutMany(groups: readonly GroupReturns[]): string {
  const pleased = groups.filter(({ gap }) => significantlyPositive(gap));
  const measured = groups.filter(({ gap }) => gap.half_width !== null);
  if (pleased.length > 3) {
    return ` It does in ${String(pleased.length)} of ${String(groups.length)} groups.`;
  }
  if (pleased.length > 0) {
    const names = pleased.map(
      ({ label, gap }) => `${unbroken(label)} (${figure(gap.mean)} too much)`,
    );
    return ` It does with ${names.join(", ")}.`;
  }
  return measured.length === 0
    ? " One seed per group cannot tell; several can."
    : " No group does so beyond its interval over seeds.";
}

/** Whether there are real returns and none in a model: the runs are model-free, or failed to measure one. */
export function haveNoModel(groups: readonly GroupReturns[]): boolean {
  return (
    groups.some(({ real_return }) => real_return.mean !== null) &&
    groups.every(({ model_return }) => model_return.mean === null)
  );
}

/** How to read real and model return over training. */
export function returnsReading(groups: readonly GroupReturns[]): string {
  const [first] = groups;
  if (first === undefined) return "";
  if (haveNoModel(groups)) return "Mean return of evaluation episodes in the real environment.";
  if (groups.length === 1) {
    return `Where the model's return leaves the real one upwards, the policy has learned to please the model.${aboutOne(first)}`;
  }
  return `The dashed line leaves the solid one where the policy has learned to please the model.${aboutMany(groups)}`;
}

/** What the gap adds up to; nothing where there are several groups. */
export function wholeGapWords(groups: readonly GroupReturns[]): string {
  const [first] = groups;
  if (groups.length !== 1 || first?.gap.mean == null) return "";
  return `Over the whole evaluation it is ${figure(first.gap.mean)}.`;
}
