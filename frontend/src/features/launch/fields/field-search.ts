/** Finding fields by what they are called, where they stand in a spec, and what is said of them. */

import type { SpecField } from "./spec-fields";

/** The fields in which every word of the query occurs; all of them while there is none. */
export function matching(fields: readonly SpecField[], query: string): SpecField[] {
  const words = query.toLowerCase().split(/\s+/);
  return fields.filter(({ path, title, description, unit, names, choices }) => {
    const spoken = choices.map((choice) => names[choice] ?? choice);
    const text = [path, title, description, unit, ...choices, ...spoken].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
