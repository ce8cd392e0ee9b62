import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import { AS_IT_IS, type StepsLook, stepsParameters } from "@/shared/figure-controls/steps-look";
import {
  type AskedRuns,
  askedParameters,
  type DrawnLines,
  lineParameters,
} from "@/shared/queries/asked-runs";

import type { OfferedSeries } from "./series-choices";

export type OverStepsRequest = AskedRuns & DrawnLines;

/** The figure's parameters, as its address and the export's take them. */
export function overStepsParameters(
  request: OverStepsRequest,
  key: OfferedSeries["key"] | undefined,
  look: StepsLook = AS_IT_IS,
) {
  return {
    ...askedParameters(request),
    ...lineParameters(request),
    ...stepsParameters(look),
    ...(key === undefined ? {} : { key }),
  };
}

/** One series over real steps. */
export function overStepsFigureQuery(
  request: OverStepsRequest,
  key: OfferedSeries["key"] | undefined,
  look: StepsLook = AS_IT_IS,
) {
  const query = overStepsParameters(request, key, look);
  return queryOptions({
    queryKey: ["figures", "over-steps", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/over-steps", { params: { query }, signal })),
    enabled: request.runs.length > 0 && key !== undefined,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}

/** The series that any of the runs has reported. */
export function seriesKeysQuery(runs: readonly string[]) {
  return queryOptions({
    queryKey: ["series", "keys", runs],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/series/keys", { params: { query: { runs: runs.join(",") } }, signal })),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: runs },
  });
}
