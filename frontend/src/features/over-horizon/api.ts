import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import type { CurveView } from "@/shared/figure-controls/curve-view";
import {
  askedParameters,
  type AskedRuns,
  changesOf,
  type DrawnLines,
  lineParameters,
  namesRuns,
} from "@/shared/queries/asked-runs";

import type { Curve } from "./curves";

export interface OverHorizonRequest extends AskedRuns, DrawnLines {
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
}

/** How a curve is looked at; what is left out or undefined is as its description has it. */
export type Look = Partial<Pick<CurveView, "policy" | "scale" | "sum" | "references">>;

/** The figure's parameters, as its address and the export's take them. */
export function overHorizonParameters(
  request: OverHorizonRequest,
  kind: Curve["key"] | undefined,
  look: Look = {},
) {
  const { step, ...asked } = request;
  const { policy, scale, sum, references } = look;
  return {
    ...askedParameters(asked),
    ...lineParameters(asked),
    ...(kind === undefined ? {} : { kind }),
    ...(policy === undefined ? {} : { policy }),
    ...(scale === undefined ? {} : { scale }),
    ...(sum === "sum" ? { summed: true } : {}),
    ...(references === undefined ? {} : { reference: references.join(",") }),
    ...(step === undefined ? {} : { env_step: step }),
  };
}

/** One curve over the horizon; nothing is asked until it is known which. */
export function overHorizonFigureQuery(
  request: OverHorizonRequest,
  kind: Curve["key"] | undefined,
  look: Look = {},
) {
  const query = overHorizonParameters(request, kind, look);
  return queryOptions({
    queryKey: ["figures", "over-horizon", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/over-horizon", { params: { query }, signal })),
    enabled: namesRuns(request) && kind !== undefined,
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}
