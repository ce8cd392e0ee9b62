/** What of a horizon curve is looked at, as the address says it. Run and comparison share this part. */

import { choiceOf, countOf, listOf, said, switchOf, textOf } from "@/shared/address/search-values";

export const POLICIES = ["current", "data", "both", "suite"] as const;
export const SCALES = ["log", "linear"] as const;
export const REFERENCES = ["linear", "triangular", "naive"] as const;
export const AXES = ["steps", "imagined", "updates", "wall", "cpu"] as const;
export const SUMS = ["step", "sum"] as const;

export type Policy = (typeof POLICIES)[number];
/** What figures over training are drawn over. */
export type TrainingAxis = (typeof AXES)[number];
export type Scale = (typeof SCALES)[number];
export type Reference = (typeof REFERENCES)[number];
/** Whether the error is that of each step, or added up over the steps until it. */
export type Sum = (typeof SUMS)[number];

export interface CurveView {
  /** Horizon under the cursor, in model steps from 1; undefined is the server's first. */
  h: number | undefined;
  /** Real step of the evaluation shown; undefined follows the latest. */
  step: number | undefined;
  /** What is undefined is as the server has it: whose episodes, which scale, which references. */
  policy: Policy | undefined;
  scale: Scale | undefined;
  sum: Sum;
  references: readonly Reference[] | undefined;
  /** The kind of diagnostic over the horizon; undefined, or not a kind, is the first. */
  diagnostic: string | undefined;
  /** The series over real steps; undefined, or not reported, is the first. */
  series: string | undefined;
  /** What is on the x axis over training; undefined is real steps. */
  axis: TrainingAxis | undefined;
  /** Real steps of the mean that smooths lines over training; undefined smooths nothing. */
  smoothing: number | undefined;
  /** The scales of the other figures; undefined is each diagnostic's own. */
  returnsScale: Scale | undefined;
  diagnosticScale: Scale | undefined;
  seriesScale: Scale | undefined;
  /** Whether curves that others published are drawn; undefined draws them. */
  published: boolean | undefined;
}

/** The part of an address that holds a `CurveView`. What is at its default is left out. */
export interface CurveSearch {
  h?: number;
  step?: number;
  policy?: Policy;
  scale?: Scale;
  sum?: Sum;
  ref?: string;
  diagnostic?: string;
  series?: string;
  smooth?: number;
  x?: TrainingAxis;
  returns_scale?: Scale;
  diagnostic_scale?: Scale;
  series_scale?: Scale;
  published?: boolean;
}

/** What the server still answers for; no run measures as far. */
const LONGEST_HORIZON = 1000;
const NO_REFERENCE = "none";

function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^[a-z0-9_/-]{1,80}$/.test(text) ? text : undefined;
}

export function readCurveView(search: Record<string, unknown>): CurveView {
  const written = listOf(search["ref"]);
  const h = countOf(search["h"], 1);
  return {
    h: h === undefined ? undefined : Math.min(h, LONGEST_HORIZON),
    step: countOf(search["step"]),
    policy: choiceOf(POLICIES, search["policy"]),
    scale: choiceOf(SCALES, search["scale"]),
    sum: choiceOf(SUMS, search["sum"]) ?? "step",
    references:
      written.length === 0 ? undefined : REFERENCES.filter((name) => written.includes(name)),
    diagnostic: nameOf(search["diagnostic"]),
    series: nameOf(search["series"]),
    axis: choiceOf(AXES, search["x"]),
    smoothing: countOf(search["smooth"], 1),
    returnsScale: choiceOf(SCALES, search["returns_scale"]),
    diagnosticScale: choiceOf(SCALES, search["diagnostic_scale"]),
    seriesScale: choiceOf(SCALES, search["series_scale"]),
    published: switchOf(search["published"]) === false ? false : undefined,
  };
}

export function writeCurveView(view: CurveView): CurveSearch {
  const { references } = view;
  return said<CurveSearch>({
    h: view.h,
    step: view.step,
    policy: view.policy,
    scale: view.scale,
    sum: view.sum === "step" ? undefined : view.sum,
    ref: references?.length === 0 ? NO_REFERENCE : references?.join(","),
    diagnostic: view.diagnostic,
    series: view.series,
    smooth: view.smoothing,
    x: view.axis,
    returns_scale: view.returnsScale,
    diagnostic_scale: view.diagnosticScale,
    series_scale: view.seriesScale,
    published: view.published,
  });
}
