/** What a field may say beside the others, by what the catalog tells: what it offers is accepted. */

import {
  type FormCatalog,
  type Learner,
  learnersOf,
  namedEnvironments,
  type Read,
  versionOf,
} from "./chosen-learners";
import { isRead } from "./relevance";
import { rolloutLength } from "@/features/launch/draft/rollout-length";
import { splitValues } from "@/features/launch/draft/field-values";

/** Whether a name may stand in a field, beside what the form's other fields say. */
type Rule = (name: string, catalog: FormCatalog, read: Read) => boolean;

function byEveryLearner(
  allows: (name: string, catalog: FormCatalog, learner: Learner) => boolean,
): Rule {
  return (name, catalog, read) =>
    learnersOf(catalog, read).every((learner) => allows(name, catalog, learner));
}

function whereKnown(of: "known_termination" | "known_reward"): Rule {
  return (name, catalog, read) =>
    name !== "known" || namedEnvironments(catalog, read).every((found) => found?.[of] !== false);
}

const RULES: Readonly<Record<string, Rule>> = {
  "algorithm.version": (name, catalog, read) => {
    const version = versionOf(catalog, name);
    return namedEnvironments(catalog, read).every(
      (found) =>
        version === undefined || !found?.actions || version.improvers[found.actions]?.length !== 0,
    );
  },
  "rollout.start": byEveryLearner(
    (name, catalog, { version, improver }) =>
      versionOf(catalog, version)?.starts[improver]?.includes(name) ?? true,
  ),
  "rollout.length": (kind, catalog, read) =>
    splitValues(read("algorithm.version")).every(
      (name) => versionOf(catalog, name)?.lengths.includes(kind) ?? true,
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
  catalog: FormCatalog,
  read: Read,
): string[] {
  const allows = RULES[path];
  return allows === undefined ? [...names] : names.filter((name) => allows(name, catalog, read));
}

function fallbackOf(path: string, catalog: FormCatalog, read: Read): string {
  if (path !== "algorithm.version") return FALLBACK[path] ?? "";
  const versions = catalog.versions.map(({ version }) => version);
  return offered(path, versions, catalog, read)[0] ?? "";
}

/** A field's text after another choice: the part of it that still fits, else what is always allowed. */
export function fitting(path: string, catalog: FormCatalog, read: Read): string {
  const text = read(path);
  if (path === "rollout.length") {
    const { kind } = rolloutLength(text);
    return offered(path, [kind], catalog, read).length > 0 ? text : fallbackOf(path, catalog, read);
  }
  const named = splitValues(text);
  const left = offered(path, named, catalog, read);
  if (left.length === named.length) return text;
  return left.length === 0 ? fallbackOf(path, catalog, read) : left.join(",");
}
