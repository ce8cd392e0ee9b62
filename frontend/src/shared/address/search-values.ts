/** Readers of what an address says. Whatever is malformed becomes undefined; none of them throws. */

/** Text, numbers included; of what is said several times the last, as the server takes it. */
export function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(value.at(-1));
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A list written with commas, or said part by part, without repeats and empty parts. */
export function listOf(value: unknown): string[] {
  const said: unknown[] = Array.isArray(value) ? value : [value];
  const parts = said.flatMap((part) => textOf(part)?.split(",") ?? []);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}

/** One of the choices, exactly as it is spelled there. */
export function choiceOf<Choice extends string>(
  choices: readonly Choice[],
  value: unknown,
): Choice | undefined {
  const text = textOf(value);
  return choices.find((choice) => choice === text);
}

/** A whole number from `least` on. */
export function countOf(value: unknown, least = 0): number | undefined {
  const text = textOf(value);
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least ? number : undefined;
}

/** A number of either sign. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A switch: true, 1 or "true" turn it on. */
export function switchOf(value: unknown): boolean | undefined {
  const text = textOf(value);
  if (value === true || text === "true" || text === "1") return true;
  return value === false || text === "false" || text === "0" ? false : undefined;
}

/** Several as one text with commas between them, and a text as it is; undefined where there is none. */
export function joined(parts: string | readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : String(parts);
}

/** What an address says: without what is undefined. */
export function said<Search extends object>(search: {
  [Name in keyof Search]: Search[Name] | undefined;
}): Search {
  const known = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Search;
}
