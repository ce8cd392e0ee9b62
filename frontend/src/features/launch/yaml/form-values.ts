/** From what a text says to what the form holds. */

import type { Schema } from "@/client/client";

import type { Draft } from "@/features/launch/draft/draft";
import { showValue } from "@/features/launch/draft/field-values";
import type { SpecField } from "@/features/launch/fields/spec-fields";

/** Texts by path where they differ from the start; what the text leaves out has its default. */
export function formValues(
  values: NonNullable<Schema<"ReadLaunchText">["values"]>,
  fields: readonly SpecField[],
  start: (path: string) => string,
): Draft["set"] {
  const said = fields.map(({ path, standard }): [string, string] => {
    const given = values[path];
    return [path, given === undefined ? standard : given.map(showValue).join(",")];
  });
  // A spec of former times has not every field: at its default such a one is not changed.
  const standards = new Map(fields.map(({ path, standard }) => [path, standard]));
  const before = (path: string) => (start(path) === "" ? standards.get(path) : start(path));
  return Object.fromEntries(said.filter(([path, text]) => text !== before(path)));
}
