/** A spec's value in words: a length that changes is told as one, all else as the spec's file says it. */

function isSchedule(value: object): value is { from: number; to: number; between: number[] } {
  return "between" in value;
}

function isAdaptive(
  value: object,
): value is { largest: number; tolerance: number; hysteresis: number } {
  return "tolerance" in value;
}

export function specValue(value: unknown): string {
  if (typeof value === "string") return value;
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
