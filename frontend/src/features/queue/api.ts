import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { tellFailure } from "@/shared/requests/offers-to-undo";

export type Worker = Schema<"WorkerView">;
export type Run = Schema<"Run">;

const AT_MOST = 500;

/** The worker processes seen lately. */
export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/workers", { signal })),
  });

/** Runs in one state, in the order in which workers take them. */
export const activeRunsQuery = (status: "running" | "queued") =>
  queryOptions({
    queryKey: ["runs", "active", status],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs", {
          params: { query: { status, sort: "created_at", limit: AT_MOST } },
          signal,
        }),
      ),
  });

/** Cancels all that waits, of all experiments. */
export function useCancelQueued() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(api.POST("/api/v1/runs/queued/cancel", { body: {} })),
    onError: (error) => {
      tellFailure(error);
    },
    onSettled: () =>
      Promise.all(["runs", "queue"].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
}
