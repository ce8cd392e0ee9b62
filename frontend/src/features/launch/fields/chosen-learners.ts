/** Which versions and improvers a form's values name, and which of them the catalog allows. */

import type { Schema } from "@/client/client";

import { splitValues } from "@/features/launch/draft/field-values";

/** Reads a field: what the draft changed, else what the preset or default says. */
export type Read = (path: string) => string;

/** What the catalog says of versions, of environments, and of who reads which field. */
export type FormCatalog = Pick<
  Schema<"Catalog">,
  | "versions"
  | "environments"
  | "readers"
  | "allowed"
  | "length_examples"
  | "schema"
  | "asked_first"
  | "choice_names"
>;

/** A version with the improver that it runs with. */
export interface Learner {
  version: string;
  improver: string;
}

const AUTO = "auto";

/** The improver's text; a spec from before there was a choice names none, and means auto. */
function improverText(read: Read): string {
  const text = read("algorithm.improver");
  return text === "" ? AUTO : text;
}

/** A version by its text; "3" is 3.0. */
export function versionOf(catalog: FormCatalog, text: string) {
  return catalog.versions.find(
    ({ version }) => version === text || Number(version) === Number(text),
  );
}

/** What the catalog says of each environment that is named; undefined where it knows none. */
export function namedEnvironments(catalog: FormCatalog, read: Read) {
  return splitValues(read("environment.id")).map((id) =>
    catalog.environments.find((environment) => environment.id === id),
  );
}

/** For each version and environment that is named, what may improve the policy; null where one is unknown. */
function allowed(catalog: FormCatalog, read: Read) {
  const versions = splitValues(read("algorithm.version")).map((text) => versionOf(catalog, text));
  const kinds = namedEnvironments(catalog, read).map((environment) => environment?.actions);
  return versions.flatMap((version) =>
    [...new Set(kinds)].map((kind) =>
      version === undefined || kind === undefined || kind === null
        ? null
        : { version: version.version, improvers: version.improvers[kind] ?? [] },
    ),
  );
}

/** Every version with every improver that a launch would run; none where a value is not known. */
export function learnersOf(catalog: FormCatalog, read: Read): Learner[] {
  const named = splitValues(improverText(read));
  const found = allowed(catalog, read).flatMap((each) => {
    if (each === null) return [];
    const { version, improvers } = each;
    return named
      .map((name) => (name === AUTO ? improvers[0] : name))
      .filter((improver) => improver !== undefined && improvers.includes(improver))
      .map((improver) => ({ version, improver: improver ?? "" }));
  });
  return [...new Map(found.map((learner) => [nameOf(learner), learner])).values()];
}

/** "3.0 with sac". */
export function nameOf({ version, improver }: Learner): string {
  return `${version} with ${improver}`;
}

/** What the improver may be: auto, and what every version takes in every environment. Null where one is unknown. */
export function offeredImprovers(catalog: FormCatalog, read: Read): string[] | null {
  const each = allowed(catalog, read);
  if (each.length === 0 || each.includes(null)) return null;
  const [first, ...others] = each.map((one) => one?.improvers ?? []);
  const common = first?.filter((name) => others.every((improvers) => improvers.includes(name)));
  return [AUTO, ...(common ?? [])];
}

/** The usual improvers, which auto takes. */
export function usualImprovers(catalog: FormCatalog, read: Read): string[] {
  const usual = allowed(catalog, read).map((one) => one?.improvers[0]);
  return [...new Set(usual.filter((name) => name !== undefined))];
}

/** The improver's text after another choice: the named ones that still fit, else auto. */
export function fittingImprover(catalog: FormCatalog, read: Read): string {
  const text = improverText(read);
  const offered = offeredImprovers(catalog, read);
  if (offered === null) return text;
  const named = splitValues(text);
  const fitting = named.filter((name) => offered.includes(name));
  if (fitting.length === named.length) return text;
  return fitting.length === 0 ? AUTO : fitting.join(",");
}
