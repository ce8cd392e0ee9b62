/** The text of a field and the values it means: one value, or several that become a grid. */

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const OPENING = new Set(["[", "{"]);
const CLOSING = new Set(["]", "}"]);

/** Splits at commas outside brackets, so that `1, [64, 64]` is two values. */
export function splitValues(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of text) {
    if (OPENING.has(character)) depth += 1;
    if (CLOSING.has(character)) depth -= 1;
    if (character === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else {
      part += character;
    }
  }
  parts.push(part.trim());
  return parts.filter((value) => value !== "");
}

/** One value: a number, true, false, null, a JSON list or group, or else the text itself. */
export function parseValue(text: string): Value {
  if (OPENING.has(text.charAt(0))) {
    try {
      return JSON.parse(text) as Value;
    } catch {
      // Half-typed JSON is sent as text; the server answers at the field with what is allowed.
      return text;
    }
  }
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : text;
}

/** Every value a field's text means, in order. */
export function parseValues(text: string): Value[] {
  return splitValues(text).map(parseValue);
}

/** A value as the text that `parseValue` reads back. */
export function showValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const RANGE = /^(\d{1,10})\s*[-–]\s*(\d{1,10})$/;
export const MAX_SEEDS = 500;

/** The seeds of one part: a number or a range. Null where it is neither, or too long. */
function seedsOf(part: string): number[] | null {
  const range = RANGE.exec(part);
  const first = Number(range?.[1] ?? part);
  const last = Number(range?.[2] ?? part);
  const whole = Number.isInteger(first) && Number.isInteger(last);
  if (!whole || first < 0 || last < first || last - first >= MAX_SEEDS) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Seeds from `0-4`, `0, 3, 7` or a mixture. Null where a part is neither a seed nor a range. */
export function parseSeeds(text: string): number[] | null {
  const parts = splitValues(text).map(seedsOf);
  const seeds = parts.filter((part) => part !== null).flat();
  return parts.includes(null) || seeds.length === 0 ? null : seeds;
}
