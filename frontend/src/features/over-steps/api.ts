import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import { AS_IT_IS, type StepsLook, stepsParameters } from "@/shared/figure-controls/steps-look";
import {
  askedParameters,
  type AskedRuns,
  changesOf,
  type DrawnLines,
  lineParameters,
  type NamedRuns,
  namesRuns,
  runParameters,
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
    enabled: namesRuns(request) && key !== undefined,
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}

/** The series that any of the runs has reported. */
export function seriesKeysQuery(named: NamedRuns) {
  const query = runParameters(named);
  return queryOptions({
    queryKey: ["series", "keys", query],
    queryFn: ({ signal }) => call(api.GET("/api/v1/series/keys", { params: { query }, signal })),
    enabled: namesRuns(named),
    placeholderData: keepPreviousData,
    meta: changesOf(named),
  });
}
