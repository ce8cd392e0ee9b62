/** What the form's values mean, in words and for the drawing. */

import type { Choice } from "./branch-geometry";
import { drawnLengths, type RolloutLength, rolloutLength } from "./rollout-length";
import { parseValues, showValue } from "./values";

/** Reads a field: what the draft changed, else what the preset or default says. */
export type Read = (path: string) => string;

/** Whether any of the chosen versions rolls a model out. */
function imagines(read: Read): boolean {
  return parseValues(read("algorithm.version")).some((version) => version !== "model-free");
}

interface Start {
  drawn: Choice["start"];
  words: string;
}

const EVERYWHERE: Start = {
  drawn: "everywhere",
  words: "From states scattered over the real data",
};
const STARTS: Record<string, Start> = {
  initial: { drawn: "initial", words: "From the first state of an episode" },
  real_recent: { drawn: "latest", words: "From the latest real states" },
  real_on_policy: { drawn: "latest", words: "From states that the latest policy visited" },
};

function startOf(read: Read): Start {
  const [first] = parseValues(read("rollout.start"));
  return (typeof first === "string" ? STARTS[first] : undefined) ?? EVERYWHERE;
}

/** What the drawing shows for the form's values. */
export function choiceOf(read: Read, episodeSteps: number): Choice {
  return {
    episodeSteps,
    lengths: imagines(read) ? drawnLengths(rolloutLength(read("rollout.length"))) : [],
    start: startOf(read).drawn,
  };
}

const COUNTED = new Intl.NumberFormat("en");

function steps(length: number): string {
  return length === 1 ? "one step" : `${COUNTED.format(length)} steps`;
}

function lengthWords(length: RolloutLength): string {
  if (length.kind === "schedule") {
    const [first, last] = length.between.map((step) => COUNTED.format(step));
    return `${String(length.from)} to ${steps(length.to)}, growing between real steps ${first ?? ""} and ${last ?? ""},`;
  }
  if (length.kind === "adaptive")
    return `as far as its measured error stays within ${String(length.tolerance)} standard deviations, at most ${steps(length.largest)},`;
  const { lengths } = length;
  if (lengths.length === 0) return "some steps";
  if (lengths.length === 1) return steps(lengths[0] ?? 1);
  return `${lengths.slice(0, -1).join(", ")} or ${steps(lengths.at(-1) ?? 1)}`;
}

/** The sentence under the drawing: what happens in a run with these values. */
export function sentence(read: Read, choice: Choice): string {
  if (!imagines(read))
    return "Nothing is imagined: the policy learns from the real trajectory alone.";
  if (choice.lengths.length === 0)
    return "The rollout length says how many steps the model imagines from each branch point.";
  const length = rolloutLength(read("rollout.length"));
  const ratio = Number(read("policy.real_ratio"));
  const share =
    ratio === 0
      ? "and from nothing real"
      : `and, for ${COUNTED.format(100 * ratio)} % of every batch, from the real ones`;
  const longest = Math.max(...choice.lengths);
  const trust =
    length.kind !== "adaptive" && longest * 4 > choice.episodeSteps
      ? "far enough for its errors to compound."
      : "before its errors have compounded.";
  return `${startOf(read).words} the model imagines ${lengthWords(length)} and stops, ${trust} The policy learns from the imagined steps ${share}.`;
}

/** Name of the imagined lines, beside them. */
export function imaginedLabel(read: Read): string {
  const length = rolloutLength(read("rollout.length"));
  const named =
    length.kind === "schedule"
      ? `${String(length.from)} to ${String(length.to)}`
      : length.kind === "adaptive"
        ? `1 to ${String(length.largest)}`
        : parseValues(read("rollout.length")).map(showValue).join(", ");
  return `imagined, k = ${named}; 3 of ${read("rollout.per_step")} per real step`;
}
