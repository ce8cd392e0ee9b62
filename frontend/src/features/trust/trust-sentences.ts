/** What the trust numbers say, in sentences. */

import type { Schema } from "@/client/client";

type Trust = Schema<"Trust">;

const LAWS = {
  linear: "in proportion to h",
  quadratic: "as h²",
  exponential: "exponentially",
} as const;

/** A law that leaves more than half of the variance unexplained is none. */
const LEAST_FIT = 0.5;

function steps(count: number): string {
  return count === 1 ? "1 step" : `${String(count)} steps`;
}

function exponentialWords(rate: number | null): string {
  if (rate === null) return "";
  return `, by a factor of ${perStep(rate)} a step`;
}

/** The law that fits best, and how well; null where none can be fitted. */
export function growthSentence(growth: Trust["growth"]): string | null {
  const best = growth[0];
  if (best === undefined) return null;
  const others = growth
    .slice(1)
    .map(({ law, r_squared }) => `${law} ${r_squared.toFixed(2)}`)
    .join(", ");
  const fits = `R² ${best.r_squared.toFixed(2)}; ${others}`;
  if (best.r_squared < LEAST_FIT)
    return `The error grows by no simple law: it has levelled off, or wavers (${best.law} ${fits}).`;
  return `The error grows ${LAWS[best.law]}${exponentialWords(best.rate)} (${fits}).`;
}

/** The advised length beside the one in force. */
export function adviceSentences(advice: NonNullable<Trust["advice"]>): string[] {
  const used = advice.in_force === null ? "" : `; the run uses ${String(advice.in_force)}`;
  const tolerable =
    advice.by_tolerance === 0
      ? `No rollout keeps its error within ${String(advice.tolerance)} deviations of the data${used}.`
      : `Rollouts of up to ${steps(advice.by_tolerance)} keep their error within ` +
        `${String(advice.tolerance)} deviations of the data${used}.`;
  if (advice.by_bound === null) return [tolerable];
  return [
    tolerable,
    `MBPO's bound, which is loose, is smallest at k = ${String(advice.by_bound)}.`,
  ];
}

/** Of a factor over the whole horizon: from tenfold on a gradient explodes, below a tenth it vanishes. */
function gradientVerb(factor: number): string {
  if (factor >= 10) return "explode";
  if (factor > 2) return "grow";
  if (factor >= 0.5) return "keep their size";
  return factor > 0.1 ? "shrink" : "vanish";
}

const LARGEST_WITH_A_NAME = 1e15;

/** "5.3 thousand"; "10^37" in place of a name that nobody knows. Of a ratio and its inverse the larger. */
function manyTimes(ratio: number): string {
  // By its logarithm: the inverse of the smallest numbers is infinite.
  const exponent = Math.abs(Math.log10(ratio));
  const factor = 10 ** exponent;
  if (!Number.isFinite(exponent)) return "infinitely many";
  if (factor >= LARGEST_WITH_A_NAME) return `about 10^${String(Math.round(exponent))}`;
  return factor.toLocaleString("en", {
    maximumSignificantDigits: 2,
    notation: "compact",
    compactDisplay: "long",
  });
}

/** Below it a gradient could hardly be followed at all. */
const FEWEST_STEPS = 3;

/** The factor per step from its logarithm, which may be out of the range of numbers. */
function perStep(growth: number): string {
  const factor = Math.exp(growth);
  if (factor > 0 && factor < LARGEST_WITH_A_NAME) return factor.toPrecision(3);
  return `10^${String(Math.round(growth / Math.LN10))}`;
}

function followed(horizon: number): string {
  return `the only ${horizon === 1 ? "step" : steps(horizon)} that could be followed`;
}

/** Whether gradients through the model explode or vanish, and how noisy they are. */
export function gradientSentence(gradients: NonNullable<Trust["gradients"]>): string {
  const { growth, horizon, variance_ratio: ratio } = gradients;
  const stretch =
    `Gradients through the model ${gradientVerb(Math.exp(growth * horizon))}: over ` +
    `${horizon < FEWEST_STEPS ? followed(horizon) : steps(horizon)} a small change of the state is ` +
    `multiplied by ${perStep(growth)} a step`;
  if (ratio === null) return `${stretch}.`;
  const times = manyTimes(ratio);
  return ratio >= 1
    ? `${stretch}, and their variance is ${times} times that of likelihood ratios.`
    : `${stretch}; likelihood ratios of the same returns have ${times} times their variance.`;
}
