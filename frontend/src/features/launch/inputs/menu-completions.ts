/** What a menu offers beside a text of one name, or of several with commas. */

import { splitValues } from "@/features/launch/draft/field-values";

/** What stands before the value being written, and that value: "sac, re" is "sac, " and "re". */
function written(text: string): [before: string, last: string] {
  const end = text.lastIndexOf(",") + 1;
  const start = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  return [text.slice(0, start), text.slice(start)];
}

/** The whole texts that a menu offers: each choice in the place of the value being written. */
export function completions(text: string, choices: readonly string[]): string[] {
  const [before, last] = written(text);
  const taken = splitValues(before);
  const free = choices.filter((choice) => !taken.includes(choice));
  const part = last.trim().toLowerCase();
  const isComplete = part === "" || free.some((choice) => choice.toLowerCase() === part);
  return free
    .filter((choice) => isComplete || choice.toLowerCase().includes(part))
    .map((choice) => before + choice);
}

/** The choice that a completion adds. */
export function completed(completion: string): string {
  return written(completion)[1];
}
