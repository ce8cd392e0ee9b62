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
  const factor = Math.exp(rate);
  return `, by a factor of ${factor.toPrecision(3)} a step`;
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

/** "5.3 thousand"; "10^37" in place of a name that nobody knows. */
function manyTimes(factor: number): string {
  if (factor >= LARGEST_WITH_A_NAME) return `about 10^${String(Math.round(Math.log10(factor)))}`;
  return factor.toLocaleString("en", {
    maximumSignificantDigits: 2,
    notation: "compact",
    compactDisplay: "long",
  });
}

/** Whether gradients through the model explode or vanish, and how noisy they are. */
export function gradientSentence(gradients: NonNullable<Trust["gradients"]>): string {
  const { growth, horizon, variance_ratio: ratio } = gradients;
  const stretch =
    `Gradients through the model ${gradientVerb(Math.exp(growth * horizon))}: over ` +
    `${steps(horizon)} a small change of the state is multiplied by ` +
    `${Math.exp(growth).toPrecision(3)} a step`;
  if (ratio === null) return `${stretch}.`;
  const times = manyTimes(Math.max(ratio, 1 / ratio));
  return ratio >= 1
    ? `${stretch}, and their variance is ${times} times that of likelihood ratios.`
    : `${stretch}; likelihood ratios of the same returns have ${times} times their variance.`;
}

/** What the alarm says when it is raised. */
export function alarmSentence(alarm: NonNullable<Trust["alarm"]>): string {
  const model = Math.round(alarm.model_change).toLocaleString("en");
  const real = Math.round(alarm.real_change).toLocaleString("en");
  return (
    `The policy may be exploiting the model: since step ${alarm.since.toLocaleString("en")} the ` +
    `model return rose by ${model} while the real return changed by ${real}.`
  );
}
