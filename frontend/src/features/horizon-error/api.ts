import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import type { CurveView } from "@/shared/curve-view";

export interface HorizonErrorRequest extends Omit<CurveView, "h"> {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  /** One line per run beside its group's mean. */
  individual: boolean;
}

/** The figure's parameters, as its address and the export's take them. */
export function figureParameters(request: HorizonErrorRequest) {
  const { runs, groupBy, step, policy, scale, references, individual } = request;
  return {
    runs: runs.join(","),
    policy,
    scale,
    reference: references.join(","),
    individual,
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
    ...(step === undefined ? {} : { env_step: step }),
  };
}

export function horizonErrorFigureQuery(request: HorizonErrorRequest) {
  return queryOptions({
    queryKey: ["figures", "horizon-error", figureParameters(request)],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/figures/horizon-error", {
          params: { query: figureParameters(request) },
          signal,
        }),
      ),
    enabled: request.runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}
