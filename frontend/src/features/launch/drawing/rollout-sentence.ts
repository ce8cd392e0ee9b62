/** The sentence under the drawing: what happens in a run with the form's values. */

import type { BranchScene } from "./branch-geometry";
import { type Learner, nameOf, type Read } from "@/features/launch/fields/chosen-learners";
import { described } from "./rollout-preview";
import { expandsValues, imagines, plans } from "@/features/launch/fields/relevance";
import { type RolloutLength, rolloutLength } from "@/features/launch/draft/rollout-length";
import { parseValues } from "@/features/launch/draft/field-values";

const COUNTED = new Intl.NumberFormat("en");

const EVERYWHERE = "From states scattered over the real data";
const STARTS: Readonly<Record<string, string>> = {
  initial: "From the first state of an episode",
  real_recent: "From the latest real states",
  real_on_policy: "From states that the latest policy visited",
};

function startWords(read: Read): string {
  const [first] = parseValues(read("rollout.start"));
  return (typeof first === "string" ? STARTS[first] : undefined) ?? EVERYWHERE;
}

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

/** What the policy learns from in version 3.0 with imagined batches. */
function mixtureWords(read: Read): string {
  const ratio = Number(read("policy.real_ratio"));
  const share =
    ratio === 0
      ? "and from nothing real"
      : `and, for ${COUNTED.format(100 * ratio)} % of every batch, from the real ones`;
  return `The policy learns from the imagined steps ${share}.`;
}

const GRADIENTS: Readonly<Record<string, string>> = {
  pathwise:
    "The policy climbs the imagined return by its gradient through all of these steps; real steps only fit the model.",
  ppo: "The policy takes PPO's gradient steps on these rollouts alone; real steps only fit the model.",
  actor_critic:
    "The policy takes actor-critic gradient steps on these rollouts alone; real steps only fit the model.",
  reinforce:
    "The policy takes REINFORCE's gradient steps on these rollouts alone; real steps only fit the model.",
};

const EXPANSIONS: Readonly<Record<string, string>> = {
  mve: "The critics' targets look that far ahead; the policy learns at the real states alone.",
  steve:
    "The critics' targets weigh every depth up to there by its certainty; the policy learns at the real states alone.",
};

function planWords({ version }: Learner, read: Read, length: string): string {
  const tried = Number(read("planning.candidates"));
  const candidates = `each of ${COUNTED.format(tried)} candidate plans`;
  const imagined = `From the present state the model imagines ${length} of ${candidates}.`;
  if (version === "1.0")
    return `${imagined} The plan found is executed to its end without looking; only then the next one is made.`;
  const replanned = "Only the first action of the plan found is executed; then it plans anew.";
  return version === "0.5"
    ? `${imagined} ${replanned} The model is fitted once, on random steps.`
    : `${imagined} ${replanned}`;
}

/** Whether the longest rollout is a large part of an episode. */
function trustWords(length: RolloutLength, { lengths, episodeSteps }: BranchScene): string {
  return length.kind !== "adaptive" && Math.max(...lengths) * 4 > episodeSteps
    ? "far enough for its errors to compound"
    : "before its errors have compounded";
}

function imaginedWords(learner: Learner, read: Read, scene: BranchScene): string {
  const length = rolloutLength(read("rollout.length"));
  const words = lengthWords(length);
  if (plans(learner)) return planWords(learner, read, words);
  const start = expandsValues(learner) ? "From the real states of each batch" : startWords(read);
  const imagined = `${start} the model imagines ${words} and stops, ${trustWords(length, scene)}.`;
  const learned =
    EXPANSIONS[learner.improver] ??
    (learner.version === "3.0" ? mixtureWords(read) : (GRADIENTS[learner.improver] ?? ""));
  return `${imagined} ${learned}`;
}

/** What happens in a run; of several kinds of runs, in the one that is drawn. */
export function sentence(learners: readonly Learner[], read: Read, scene: BranchScene): string {
  const learner = described(learners);
  if (learner === undefined)
    return "The version says what is imagined, and the improver what is learned from it.";
  if (!imagines(learner))
    return "Nothing is imagined: the policy learns from the real trajectory alone.";
  if (scene.lengths.length === 0)
    return "The length k says how many steps the model imagines from each state that it starts at.";
  const words = imaginedWords(learner, read, scene);
  return learners.length === 1
    ? words
    : `${words} That is ${nameOf(learner)}, one of ${learners.length} in this grid.`;
}
