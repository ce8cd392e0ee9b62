/** The run page's address: the curve looked at. */

import {
  type CurveSearch,
  type CurveView,
  readCurveView,
  writeCurveView,
} from "@/shared/curve-view";

/** A run shows both policies first: the price of having changed the policy is the question. */
const FIRST_POLICY = "both";

export function readRunView(search: Record<string, unknown>): CurveView {
  return readCurveView(search, FIRST_POLICY);
}

export function writeRunView(view: CurveView): CurveSearch {
  return writeCurveView(view, FIRST_POLICY);
}
