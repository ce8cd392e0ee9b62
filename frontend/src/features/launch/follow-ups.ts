/** What else changes with a choice, so that a form is not left with what the new choice refuses. */

import { type Choices, fittingImprover, learnersOf, type Read } from "./learners";
import { imagines, isRead } from "./relevance";

const CHOOSING = new Set(["environment.id", "algorithm.version", "algorithm.improver"]);
/** What `rollout.start` has to say where rollouts begin elsewhere than at states it could name. */
const NO_START = "real_uniform";

/** Texts by path that follow from the field just changed; `read` sees the change. */
export function followUps(path: string, choices: Choices, read: Read): Record<string, string> {
  if (!CHOOSING.has(path)) return {};
  const follow: Record<string, string> = {};
  const seen: Read = (name) => follow[name] ?? read(name);
  // A name that was just written and does not fit is the server's to refuse, at its field.
  if (path !== "algorithm.improver") {
    const improver = fittingImprover(choices, read);
    if (read("algorithm.improver") !== "") follow["algorithm.improver"] = improver;
  }
  const learners = learnersOf(choices, seen);
  const ignoresStart = learners.some(imagines) && !isRead("rollout.start", learners);
  if (ignoresStart && read("rollout.start") !== "") follow["rollout.start"] = NO_START;
  return follow;
}
