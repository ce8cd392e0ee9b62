import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import { AS_IT_IS, type StepsLook, stepsParameters } from "@/shared/figure-controls/steps-look";
import {
  askedParameters,
  type AskedRuns,
  changesOf,
  type DrawnLines,
  lineParameters,
  namesRuns,
} from "@/shared/queries/asked-runs";

export type ReturnsRequest = AskedRuns & DrawnLines;

/** The figure's parameters, as its address and the export's take them. */
export function returnsParameters(asked: ReturnsRequest, look: StepsLook = AS_IT_IS) {
  return {
    ...askedParameters(asked),
    ...lineParameters(asked),
    ...stepsParameters(look),
  };
}

/** Real and model return over real steps. */
export function returnsFigureQuery(request: ReturnsRequest, look: StepsLook = AS_IT_IS) {
  const query = returnsParameters(request, look);
  return queryOptions({
    queryKey: ["figures", "returns", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/returns", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}
