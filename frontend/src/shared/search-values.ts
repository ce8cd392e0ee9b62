/** Readers of what an address says. Whatever is malformed becomes undefined; none of them throws. */

/** Text, numbers included: the router's parser turns "17" into 17. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A list written with commas, without repeats and empty parts. */
export function listOf(value: unknown): string[] {
  const parts: unknown[] = Array.isArray(value) ? value : (textOf(value)?.split(",") ?? []);
  const texts = parts.map(textOf).filter((part) => part !== undefined);
  return [...new Set(texts)];
}

/** One of the choices, exactly as it is spelled there. */
export function choiceOf<Choice extends string>(
  choices: readonly Choice[],
  value: unknown,
): Choice | undefined {
  return choices.find((choice) => choice === value);
}

/** A whole number from `least` on. */
export function countOf(value: unknown, least = 0): number | undefined {
  const text = textOf(value);
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least ? number : undefined;
}

/** A switch: true, 1 or "true" turn it on. */
export function switchOf(value: unknown): boolean {
  return value === true || value === 1 || value === "true" || value === "1";
}
