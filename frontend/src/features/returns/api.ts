import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

export interface ReturnsRequest {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  individual: boolean;
}

export interface ReturnGapRequest extends ReturnsRequest {
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
}

/** The figure's parameters, as its address and the export's take them. */
export function returnsParameters({ runs, groupBy, individual }: ReturnsRequest) {
  return {
    runs: runs.join(","),
    individual,
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
  };
}

export function returnGapParameters({ step, ...request }: ReturnGapRequest) {
  return { ...returnsParameters(request), ...(step === undefined ? {} : { env_step: step }) };
}

/** Real and model return over real steps. */
export function returnsFigureQuery(request: ReturnsRequest) {
  const query = returnsParameters(request);
  return queryOptions({
    queryKey: ["figures", "returns", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/returns", { params: { query }, signal })),
    enabled: request.runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}

/** Model minus real return after h steps. */
export function returnGapFigureQuery(request: ReturnGapRequest) {
  const query = returnGapParameters(request);
  return queryOptions({
    queryKey: ["figures", "return-gap", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/return-gap", { params: { query }, signal })),
    enabled: request.runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}
