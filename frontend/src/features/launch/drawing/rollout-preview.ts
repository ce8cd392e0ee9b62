/** What the form's values mean for the drawing, and the name of its imagined lines. */

import type { BranchScene } from "./branch-geometry";
import type { Learner, Read } from "@/features/launch/fields/chosen-learners";
import { expandsValues, imagines, plans } from "@/features/launch/fields/relevance";
import { drawnLengths, rolloutLength } from "@/features/launch/draft/rollout-length";
import { parseValues, showValue } from "@/features/launch/draft/field-values";

/** The one that is drawn and described: the first that imagines anything, else the first. */
export function described(learners: readonly Learner[]): Learner | undefined {
  return learners.find(imagines) ?? learners[0];
}

const STARTS: Readonly<Record<string, BranchScene["start"]>> = {
  initial: "initial",
  real_recent: "latest",
  real_on_policy: "latest",
};

function startOf(learner: Learner, read: Read): BranchScene["start"] {
  if (learner.version === "1.0") return "successive";
  if (plans(learner)) return "present";
  if (expandsValues(learner)) return "everywhere";
  const [first] = parseValues(read("rollout.start"));
  return (typeof first === "string" ? STARTS[first] : undefined) ?? "everywhere";
}

/** Rollouts drawn from each of many states, and from a single one, out of the many that there are. */
const BRANCHES = 3;
const CANDIDATES = 5;

function fanOf(learner: Learner): number {
  if (learner.version === "1.0") return BRANCHES;
  if (plans(learner)) return CANDIDATES;
  return learner.version === "3.0" && !expandsValues(learner) ? BRANCHES : 1;
}

/** What the drawing shows for the form's values. */
export function sceneOf(
  learners: readonly Learner[],
  read: Read,
  episodeSteps: number,
): BranchScene {
  const learner = described(learners);
  if (learner === undefined || !imagines(learner))
    return { episodeSteps, lengths: [], start: "everywhere", fan: BRANCHES };
  return {
    episodeSteps,
    lengths: drawnLengths(rolloutLength(read("rollout.length"))),
    start: startOf(learner, read),
    fan: fanOf(learner),
  };
}

function lengthName(read: Read): string {
  const length = rolloutLength(read("rollout.length"));
  if (length.kind === "schedule") return `${length.from} to ${length.to}`;
  if (length.kind === "adaptive") return `1 to ${length.largest}`;
  return parseValues(read("rollout.length")).map(showValue).join(", ");
}

/** How many there are of what the drawing shows a few of. */
function countName(learner: Learner, read: Read): string {
  if (plans(learner)) return `${fanOf(learner)} of ${read("planning.candidates")} candidate plans`;
  if (expandsValues(learner)) return "from each state of a batch";
  if (learner.version === "3.0") return `${BRANCHES} of ${read("rollout.per_step")} per real step`;
  return `${read("gradient.rollouts")} rollouts per gradient`;
}

/** Name of the imagined lines, beside them. */
export function imaginedLabel(learners: readonly Learner[], read: Read): string {
  const learner = described(learners);
  if (learner === undefined) return "";
  return `imagined, k = ${lengthName(read)}; ${countName(learner, read)}`;
}
