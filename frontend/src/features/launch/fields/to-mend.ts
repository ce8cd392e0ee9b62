/** What the server refuses, each with the field of the form at which it is mended. */

import type { Problem } from "@/client/problem";

import type { SpecField } from "./spec-fields";

export interface ToMend {
  /** The path of what is refused, which may be a part of a field's value. */
  refused: string;
  /** The field's own path; null where the form has no such field. */
  path: string | null;
  title: string;
  message: string;
}

/** The refusals in the server's order. */
export function toMend(problem: Problem | null, fields: readonly SpecField[]): ToMend[] {
  return (problem?.fields ?? []).map(({ field, value, message }) => {
    const at = fields.find(({ path }) => field === path || field.startsWith(`${path}.`));
    return {
      refused: field,
      path: at?.path ?? null,
      title: at?.title ?? field,
      message: `${message} (got ${value})`,
    };
  });
}
