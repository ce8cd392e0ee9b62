/** The sentence under the per-horizon error: how to read it, with its numbers. */

import type { Policy } from "@/shared/figure-controls/curve-view";
import { type Estimate, figure, unbroken } from "@/shared/words/numbers";

/** What is known of one group at the cursor. */
export interface ErrorAtHorizon {
  label: string;
  error: Estimate;
  price_of_change: Estimate;
  error_exponent: Estimate;
}

const WHOSE: Record<Policy, string> = {
  current: "the current policy",
  data: "the policies that filled the data",
  both: "the current policy, and of those that filled the data",
};

const UNIT = "standard deviations of the data";

/** What a growth exponent says about the law of growth. */
export function growthWords(exponent: number): string {
  if (exponent < 0.3) return "is flat: it has saturated at the size of the data";
  if (exponent < 0.85) return "grows more slowly than the steps: errors partly cancel, or saturate";
  if (exponent <= 1.15) return "grows with the steps, as independent errors that add up";
  if (exponent < 1.85) return "grows faster than the steps, slower than their square";
  if (exponent <= 2.15) return "compounds with the square of the steps, as in behaviour cloning";
  return "compounds faster than the square of the steps";
}

function ratioWords(ratio: number): string {
  if (ratio > 1.05) return `; the changed policy costs a factor of ${figure(ratio)}`;
  if (ratio < 0.95) return `, ${figure(ratio)} times that along the data`;
  return ", as much as along the data";
}

function aboutOne(group: ErrorAtHorizon, policy: Policy, h: number): string {
  const { error, price_of_change: ratio, error_exponent: growth } = group;
  if (error.mean === null) return "";
  const price = ratio.mean === null || policy === "data" ? "" : ratioWords(ratio.mean);
  const law = growth.mean === null ? "" : ` It ${growthWords(growth.mean)}.`;
  return ` At ${unbroken(`h = ${h}`)} it is ${figure(error.mean)} ${UNIT}${price}.${law}`;
}

function aboutMany(groups: readonly ErrorAtHorizon[], h: number): string {
  const known = groups.flatMap(({ label, error: { mean } }) =>
    mean === null ? [] : [{ label, mean }],
  );
  const sorted = known.toSorted((one, other) => one.mean - other.mean);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined || least === most) return "";
  if (most.mean <= 1.05 * least.mean) {
    return ` At ${unbroken(`h = ${h}`)} it is about ${figure(least.mean)} ${UNIT} in every group.`;
  }
  const times = least.mean > 0 ? `, ${figure(most.mean / least.mean)} times as much` : "";
  return ` At ${unbroken(`h = ${h}`)} it is ${figure(least.mean)} ${UNIT} with ${unbroken(least.label)} and ${figure(most.mean)} with ${unbroken(most.label)}${times}.`;
}

export function horizonErrorReading(
  groups: readonly ErrorAtHorizon[],
  policy: Policy,
  h: number,
): string {
  const what = `Error of the model after h imagined steps along real episodes of ${WHOSE[policy]}.`;
  const [first] = groups;
  if (first === undefined) return what;
  return what + (groups.length === 1 ? aboutOne(first, policy, h) : aboutMany(groups, h));
}
