import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import { askedParameters, type AskedRuns, changesOf, namesRuns } from "@/shared/queries/asked-runs";

/** How far a run's model can be trusted at its latest evaluation. */
export function trustQuery(runId: string) {
  return queryOptions({
    queryKey: ["trust", runId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/{run_id}/trust", { params: { path: { run_id: runId } }, signal })),
    placeholderData: keepPreviousData,
    meta: { runIds: [runId] },
  });
}

export interface TrustRequest extends AskedRuns {
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
}

/** The table's parameters, as its address and the export's take them. */
export function trustParameters({ step, ...asked }: TrustRequest) {
  return {
    ...askedParameters(asked),
    ...(step === undefined ? {} : { env_step: step }),
  };
}

/** How far the models of groups of runs can be trusted, and what that cost. */
export function trustComparisonQuery(request: TrustRequest) {
  const query = trustParameters(request);
  return queryOptions({
    queryKey: ["trust", "groups", query],
    queryFn: ({ signal }) => call(api.GET("/api/v1/trust", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}
