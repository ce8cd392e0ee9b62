import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

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
