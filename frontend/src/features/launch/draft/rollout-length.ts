/** The ways to say how long imagined rollouts are, as one value of the form. */

import { parseValues, type Value } from "./field-values";

export interface Schedule {
  from: number;
  to: number;
  between: [number, number];
}

export interface Adaptive {
  tolerance: number;
  /** Null where the text leaves it to the default. */
  largest: number | null;
  hysteresis: number | null;
}

export type RolloutLength =
  | { kind: "constant"; lengths: readonly number[] }
  | ({ kind: "schedule" } & Schedule)
  | ({ kind: "adaptive" } & Adaptive);

/** In the order in which they are offered. */
export const LENGTH_KINDS = ["constant", "schedule", "adaptive"] as const;

function isLength(value: Value): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function numberOrNull(value: Value | undefined): number | null {
  return typeof value === "number" ? value : null;
}

function varying(value: Value | undefined): RolloutLength | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { from, to, between, tolerance, largest, hysteresis } = value;
  if (typeof tolerance === "number")
    return {
      kind: "adaptive",
      tolerance,
      largest: numberOrNull(largest),
      hysteresis: numberOrNull(hysteresis),
    };
  if (typeof from !== "number" || typeof to !== "number" || !Array.isArray(between)) return null;
  const [first, last] = between;
  return typeof first === "number" && typeof last === "number"
    ? { kind: "schedule", from, to, between: [first, last] }
    : null;
}

/** What the text of the field means; half-typed values are constants without a length. */
export function rolloutLength(text: string): RolloutLength {
  const values = parseValues(text);
  const only = values.length === 1 ? varying(values[0]) : null;
  return only ?? { kind: "constant", lengths: values.filter(isLength) };
}
