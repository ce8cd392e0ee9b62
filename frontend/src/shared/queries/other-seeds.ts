import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api, call } from "@/client/client";
import { attempt } from "@/shared/requests/offers-to-undo";

/** Begins a launch of a run's spec, into its experiment, with seeds that this does not have of it yet. */
export function useOtherSeeds() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return (runId: string) => {
    attempt(async () => {
      const { free, experiment } = await client.query({
        queryKey: ["runs", runId, "other-seeds"],
        queryFn: ({ signal }) =>
          call(
            api.GET("/api/v1/runs/{run_id}/other-seeds", {
              params: { path: { run_id: runId } },
              signal,
            }),
          ),
      });
      await navigate({ to: "/launch", search: { from: runId, seeds: free, experiment } });
    });
  };
}
