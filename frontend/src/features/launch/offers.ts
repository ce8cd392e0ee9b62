/** What a field may say beside the others, by what the catalog tells: what it offers is accepted. */

import {
  type Choices,
  type Learner,
  learnersOf,
  namedEnvironments,
  type Read,
  versionOf,
} from "./learners";
import { isRead } from "./relevance";
import { rolloutLength } from "./rollout-length";
import { splitValues } from "./values";

/** Whether a name may stand in a field, beside what the form's other fields say. */
type Rule = (name: string, choices: Choices, read: Read) => boolean;

function byEveryLearner(
  allows: (name: string, choices: Choices, learner: Learner) => boolean,
): Rule {
  return (name, choices, read) =>
    learnersOf(choices, read).every((learner) => allows(name, choices, learner));
}

function whereKnown(of: "known_termination" | "known_reward"): Rule {
  return (name, choices, read) =>
    name !== "known" || namedEnvironments(choices, read).every((found) => found?.[of] !== false);
}

const RULES: Readonly<Record<string, Rule>> = {
  "algorithm.version": (name, choices, read) => {
    const version = versionOf(choices, name);
    return namedEnvironments(choices, read).every(
      (found) =>
        version === undefined || !found?.actions || version.improvers[found.actions]?.length !== 0,
    );
  },
  "rollout.start": byEveryLearner(
    (name, choices, { version, improver }) =>
      versionOf(choices, version)?.starts[improver]?.includes(name) ?? true,
  ),
  "rollout.length": (kind, choices, read) =>
    splitValues(read("algorithm.version")).every(
      (name) => versionOf(choices, name)?.lengths.includes(kind) ?? true,
    ),
  // Rollouts alone are computed in less, where a run keeps them in a buffer.
  "compute.rollout_precision": byEveryLearner(
    (name, { readers }, learner) =>
      name === "float32" || isRead("compute.rollout_precision", [learner], readers),
  ),
  "model.termination": whereKnown("known_termination"),
  "model.reward": whereKnown("known_reward"),
};

/** What a field falls back to where nothing that it says is allowed any more. */
const FALLBACK: Readonly<Record<string, string>> = {
  "rollout.start": "real_uniform",
  "rollout.length": "5",
  "model.termination": "auto",
  "model.reward": "learned",
  "compute.rollout_precision": "float32",
};

/** The names, without those that the server would refuse beside the other fields. */
export function offered(
  path: string,
  names: readonly string[],
  choices: Choices,
  read: Read,
): string[] {
  const allows = RULES[path];
  return allows === undefined ? [...names] : names.filter((name) => allows(name, choices, read));
}

function fallbackOf(path: string, choices: Choices, read: Read): string {
  if (path !== "algorithm.version") return FALLBACK[path] ?? "";
  const versions = choices.versions.map(({ version }) => version);
  return offered(path, versions, choices, read)[0] ?? "";
}

/** A field's text after another choice: the part of it that still fits, else what is always allowed. */
export function fitting(path: string, choices: Choices, read: Read): string {
  const text = read(path);
  if (path === "rollout.length") {
    const { kind } = rolloutLength(text);
    return offered(path, [kind], choices, read).length > 0 ? text : fallbackOf(path, choices, read);
  }
  const named = splitValues(text);
  const left = offered(path, named, choices, read);
  if (left.length === named.length) return text;
  return left.length === 0 ? fallbackOf(path, choices, read) : left.join(",");
}
