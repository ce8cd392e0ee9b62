/** The spec's fields as this form's values make them: what is asked first, what else, what lies idle. */

import { specFields, type SpecField } from "./spec-fields";
import {
  type FormCatalog,
  type Learner,
  nameOf,
  offeredImprovers,
  type Read,
  usualImprovers,
  versionOf,
} from "./chosen-learners";
import { offered } from "./allowed-choices";
import { isRead } from "./relevance";
import { LENGTH_KINDS } from "@/features/launch/draft/rollout-length";

export interface FormFields {
  first: SpecField[];
  others: SpecField[];
  /** Fields that none of the chosen versions reads. */
  idle: SpecField[];
  /** What is said above those: "Not used by 3.0 with sac". */
  idleTitle: string;
}

/** A field with the choices, the name and the unit that it has beside the form's other values. */
function fitted(
  field: SpecField,
  catalog: FormCatalog,
  learners: readonly Learner[],
  read: Read,
): SpecField {
  const names = catalog.choice_names;
  const choices = offered(field.path, field.choices, catalog, read);
  const allowed = { ...field, names, choices };
  if (field.path === "algorithm.version") {
    const titles = catalog.versions.map(({ version, title }) => [version, title] as const);
    return { ...allowed, titles: Object.fromEntries(titles) };
  }
  if (field.path === "algorithm.improver") {
    const usual = usualImprovers(catalog, read);
    return {
      ...field,
      choices: offeredImprovers(catalog, read) ?? field.choices,
      unit: usual.length === 0 ? "" : `auto takes ${usual.join(" or ")}`,
    };
  }
  if (field.path === "rollout.length") {
    const titles = new Set(
      learners.map(({ version }) => versionOf(catalog, version)?.length_title),
    );
    const [title = field.title] = titles.size === 1 ? titles : [];
    const kinds = offered(field.path, LENGTH_KINDS, catalog, read);
    return { ...allowed, title, choices: kinds, examples: catalog.length_examples };
  }
  return allowed;
}

/** Every field of the form, in the place where it belongs. */
export function formFields(
  catalog: FormCatalog,
  learners: readonly Learner[],
  read: Read,
): FormFields {
  const fields = specFields(catalog.schema).map((field) => fitted(field, catalog, learners, read));
  const used = fields.filter(({ path }) => isRead(path, learners, catalog.readers));
  const [only] = learners;
  return {
    first: catalog.asked_first
      .map((path) => used.find((field) => field.path === path))
      .filter((field) => field !== undefined),
    others: used.filter(({ path }) => !catalog.asked_first.includes(path)),
    idle: fields.filter(({ path }) => !isRead(path, learners, catalog.readers)),
    idleTitle: `Not used by ${learners.length === 1 && only ? nameOf(only) : "these versions"}`,
  };
}
