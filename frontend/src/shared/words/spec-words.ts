/** A spec's value in words: a length that changes is told as one, what is not set or switched is said so. */

function isSchedule(value: object): value is { from: number; to: number; between: number[] } {
  return "between" in value;
}

function isAdaptive(
  value: object,
): value is { largest: number; tolerance: number; hysteresis: number } {
  return "tolerance" in value;
}

/** What a spec's file says as null, true and false, in words. */
function plainWord(value: unknown): string | undefined {
  if (value === null || value === undefined) return "not set";
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "string" ? value : undefined;
}

export function specValue(value: unknown): string {
  const word = plainWord(value);
  if (word !== undefined) return word;
  if (typeof value === "object" && value !== null) {
    if (isSchedule(value)) {
      const steps = value.between.map((step) => step.toLocaleString("en")).join(" and ");
      return `${value.from} to ${value.to} between steps ${steps}`;
    }
    if (isAdaptive(value)) {
      const { largest, tolerance, hysteresis } = value;
      return `adaptive to ${largest} at ${tolerance}, hysteresis ${hysteresis}`;
    }
  }
  return JSON.stringify(value);
}
