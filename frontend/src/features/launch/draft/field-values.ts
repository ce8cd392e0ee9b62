/** The text of a field and the values it means: one value, or several that become a grid. */

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const OPENING = new Set(["[", "{"]);
const CLOSING = new Set(["]", "}"]);

/** Splits at commas outside brackets, so that `1, [64, 64]` is two values. */
export function splitValues(text: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let value = "";
  for (const character of text) {
    if (OPENING.has(character)) depth += 1;
    if (CLOSING.has(character)) depth -= 1;
    if (character === "," && depth === 0) {
      values.push(value.trim());
      value = "";
    } else {
      value += character;
    }
  }
  values.push(value.trim());
  return values.filter((each) => each !== "");
}

/** What a form says where a spec's file says null, true and false. */
export const NOT_SET = "not set";
export const ON = "on";
export const OFF = "off";

const SPELLINGS = new Map<string, null | boolean>([
  [NOT_SET, null],
  ["null", null],
  [ON, true],
  ["true", true],
  [OFF, false],
  ["false", false],
]);

/** One value: a number, a word for true, false or null, a JSON list or group, or else the text. */
export function parseValue(text: string): Value {
  if (OPENING.has(text.charAt(0))) {
    try {
      return JSON.parse(text) as Value;
    } catch {
      // Half-typed JSON is sent as text; the server answers at the field with what is allowed.
      return text;
    }
  }
  const spelt = SPELLINGS.get(text);
  if (spelt !== undefined) return spelt;
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : text;
}

/** Every value a field's text means, in order. */
export function parseValues(text: string): Value[] {
  return splitValues(text).map(parseValue);
}

/** A value as the text that `parseValue` reads back. */
export function showValue(value: unknown): string {
  if (value === null) return NOT_SET;
  if (typeof value === "boolean") return value ? ON : OFF;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The same values in the form's own words: an address or a command may say `null`. */
export function spelled(text: string): string {
  const values = splitValues(text);
  if (!values.some((value) => SPELLINGS.has(value))) return text;
  return values
    .map((value) => (SPELLINGS.has(value) ? showValue(parseValue(value)) : value))
    .join(",");
}

const RANGE = /^(\d{1,10})\s*[-–]\s*(\d{1,10})$/;

/** The seeds that one item names: a number or a range. Null where it is neither, or too long. */
function seedsOf(item: string, most: number): number[] | null {
  const range = RANGE.exec(item);
  const first = Number(range?.[1] ?? item);
  const last = Number(range?.[2] ?? item);
  const whole = Number.isInteger(first) && Number.isInteger(last);
  if (!whole || first < 0 || last < first || last - first >= most) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Seeds from `0-4`, `0, 3, 7` or a mixture. Null where an item is neither a seed nor a range of at most `most`. */
export function parseSeeds(text: string, most: number): number[] | null {
  const items = splitValues(text).map((item) => seedsOf(item, most));
  const seeds = items.filter((item) => item !== null).flat();
  return items.includes(null) || seeds.length === 0 ? null : seeds;
}
