/** The ways to say how long imagined rollouts are, as one value of the form. */

import { parseValues, type Value } from "./field-values";

export interface Schedule {
  from: number;
  to: number;
  between: [number, number];
}

export interface Adaptive {
  tolerance: number;
  largest: number;
  hysteresis: number;
}

export type RolloutLength =
  | { kind: "constant"; lengths: readonly number[] }
  | ({ kind: "schedule" } & Schedule)
  | ({ kind: "adaptive" } & Adaptive);

/** In the order in which they are offered. */
export const LENGTH_KINDS = ["constant", "schedule", "adaptive"] as const;

export const FIRST_SCHEDULE: Schedule = { from: 1, to: 15, between: [1_000, 5_000] };
export const FIRST_ADAPTIVE: Adaptive = { tolerance: 0.5, largest: 25, hysteresis: 0.2 };

function isLength(value: Value): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function numberOr(value: Value | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function varying(value: Value | undefined): RolloutLength | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { from, to, between, tolerance, largest, hysteresis } = value;
  if (typeof tolerance === "number")
    return {
      kind: "adaptive",
      tolerance,
      largest: numberOr(largest, FIRST_ADAPTIVE.largest),
      hysteresis: numberOr(hysteresis, FIRST_ADAPTIVE.hysteresis),
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

/** Lengths to draw: all constants, or the shortest, the middle and the longest. */
export function drawnLengths(length: RolloutLength): number[] {
  if (length.kind === "constant") return [...length.lengths];
  const [shortest, longest] =
    length.kind === "schedule" ? [length.from, length.to] : [1, length.largest];
  return shortest === longest
    ? [shortest]
    : [shortest, Math.round((shortest + longest) / 2), longest];
}
