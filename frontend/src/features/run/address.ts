/** The run page's address: the curve and the trajectories looked at. */

import {
  type CurveSearch,
  type CurveView,
  readCurveView,
  writeCurveView,
} from "@/shared/figure-controls/curve-view";
import { countOf } from "@/shared/address/search-values";

export interface RunAddress extends CurveView {
  /** Dimension of the observation whose trajectories are drawn; undefined is the first recorded. */
  dimension: number | undefined;
  /** The dimension that it is drawn against; undefined is the step of the episode. */
  against: number | undefined;
}

/** The part of an address that holds a `RunAddress`. What is at its default is left out. */
export interface RunSearch extends CurveSearch {
  dimension?: number;
  against?: number;
}

export function readRunView(search: Record<string, unknown>): RunAddress {
  return {
    ...readCurveView(search),
    dimension: countOf(search["dimension"]),
    against: countOf(search["against"]),
  };
}

export function writeRunView(view: RunAddress): RunSearch {
  return {
    ...writeCurveView(view),
    ...(view.dimension === undefined ? {} : { dimension: view.dimension }),
    ...(view.against === undefined ? {} : { against: view.against }),
  };
}
