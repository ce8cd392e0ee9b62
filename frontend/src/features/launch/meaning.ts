/** What the form's values mean, in words and for the drawing. */

import type { Choice } from "./branch-geometry";
import { parseValues, showValue, type Value } from "./values";

/** Reads a field: what the draft changed, else what the preset or default says. */
export type Read = (path: string) => string;

function isWhole(value: Value): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function scheduled(value: Value): { from: number; to: number; between: [number, number] } | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { from, to, between } = value;
  if (typeof from !== "number" || typeof to !== "number" || !Array.isArray(between)) return null;
  const [first, last] = between;
  return typeof first === "number" && typeof last === "number"
    ? { from, to, between: [first, last] }
    : null;
}

function lengthsOf(value: Value): number[] {
  const schedule = scheduled(value);
  if (schedule === null) return isWhole(value) ? [value] : [];
  const { from, to } = schedule;
  return from === to ? [from] : [from, Math.round((from + to) / 2), to];
}

/** Whether any of the chosen versions rolls a model out. */
function imagines(read: Read): boolean {
  return parseValues(read("algorithm.version")).some((version) => version !== "model-free");
}

/** What the drawing shows for the form's values. */
export function choiceOf(read: Read, episodeSteps: number): Choice {
  return {
    episodeSteps,
    lengths: imagines(read) ? parseValues(read("rollout.length")).flatMap(lengthsOf) : [],
    start: parseValues(read("rollout.start"))[0] === "initial" ? "initial" : "real_uniform",
  };
}

const COUNTED = new Intl.NumberFormat("en");

function steps(length: number): string {
  return length === 1 ? "one step" : `${COUNTED.format(length)} steps`;
}

function lengthWords(written: string): string {
  const values = parseValues(written);
  const [only] = values;
  const schedule = only === undefined || values.length > 1 ? null : scheduled(only);
  if (schedule !== null) {
    const [first, last] = schedule.between.map((step) => COUNTED.format(step));
    return `${String(schedule.from)} to ${steps(schedule.to)}, growing between real steps ${first ?? ""} and ${last ?? ""},`;
  }
  const whole = values.filter(isWhole);
  if (whole.length === 0) return "some steps";
  if (whole.length === 1) return steps(whole[0] ?? 1);
  return `${whole.slice(0, -1).join(", ")} or ${steps(whole.at(-1) ?? 1)}`;
}

/** The sentence under the drawing: what happens in a run with these values. */
export function sentence(read: Read, choice: Choice): string {
  if (!imagines(read))
    return "Nothing is imagined: the policy learns from the real trajectory alone.";
  if (choice.lengths.length === 0)
    return "The rollout length says how many steps the model imagines from each branch point.";
  const where =
    choice.start === "initial"
      ? "From the first state of an episode"
      : "From states scattered over the real data";
  const ratio = Number(read("policy.real_ratio"));
  const share =
    ratio === 0
      ? "and from nothing real"
      : `and, for ${COUNTED.format(100 * ratio)} % of every batch, from the real ones`;
  const longest = Math.max(...choice.lengths);
  const trust =
    longest * 4 > choice.episodeSteps
      ? "far enough for its errors to compound."
      : "before its errors have compounded.";
  return `${where} the model imagines ${lengthWords(read("rollout.length"))} and stops, ${trust} The policy learns from the imagined steps ${share}.`;
}

/** Name of the imagined lines, beside them. */
export function imaginedLabel(read: Read): string {
  const lengths = parseValues(read("rollout.length")).map((value) => {
    const schedule = scheduled(value);
    return schedule === null
      ? showValue(value)
      : `${String(schedule.from)} to ${String(schedule.to)}`;
  });
  return `imagined, k = ${lengths.join(", ")}; 3 of ${read("rollout.per_step")} per real step`;
}
