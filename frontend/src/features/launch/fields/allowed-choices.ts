/** What a field may say beside the others, by the conditions that the catalog tells: what it offers is accepted. */

import { rolloutLength } from "@/features/launch/draft/rollout-length";
import { splitValues } from "@/features/launch/draft/field-values";
import { specFields } from "./spec-fields";
import {
  type FormCatalog,
  learnersOf,
  namedEnvironments,
  type Read,
  versionOf,
} from "./chosen-learners";

function known(names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined);
}

/** The names that the form holds; what is not known rules nothing out. */
function held(catalog: FormCatalog, read: Read) {
  return {
    versions: known(
      splitValues(read("algorithm.version")).map((name) => versionOf(catalog, name)?.version),
    ),
    improvers: learnersOf(catalog, read).map(({ improver }) => improver),
    environments: known(
      namedEnvironments(catalog, read).map((found) =>
        found?.available === true ? found.id : undefined,
      ),
    ),
  };
}

function includesAll(allowed: readonly string[] | null, names: readonly string[]): boolean {
  return allowed === null || names.every((name) => allowed.includes(name));
}

/** The names, without those that the server would refuse beside the other fields. */
export function offered(
  path: string,
  names: readonly string[],
  catalog: FormCatalog,
  read: Read,
): string[] {
  const conditions = catalog.allowed[path];
  if (conditions === undefined) return [...names];
  const { versions, improvers, environments } = held(catalog, read);
  return names.filter((name) => {
    const condition = conditions[name];
    return (
      condition === undefined ||
      (includesAll(condition.versions, versions) &&
        includesAll(condition.improvers, improvers) &&
        includesAll(condition.environments, environments))
    );
  });
}

/** What a field falls back to where nothing that it says is allowed any more: its default. */
function fallbackOf(path: string, catalog: FormCatalog, read: Read): string {
  if (path === "algorithm.version") {
    const versions = catalog.versions.map(({ version }) => version);
    return offered(path, versions, catalog, read)[0] ?? "";
  }
  return specFields(catalog.schema).find((field) => field.path === path)?.standard ?? "";
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
