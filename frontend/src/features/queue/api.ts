import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { tellFailure } from "@/shared/requests/offers-to-undo";

export type Worker = Schema<"WorkerView">;
export type Run = Schema<"Run">;
export type WaitingRun = Schema<"WaitingRunView">;
export type QueueChange = Schema<"QueueChange">;

const AT_MOST = 500;
/** The highest priority that the server takes. */
const FIRST = 100;
/** How many runs of an account may wait where nobody has said so. */
export const USUAL_QUEUED = 1_000;

/** The worker processes seen lately. */
export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/workers", { signal })),
  });

/** Runs at work. */
export const runningRunsQuery = () =>
  queryOptions({
    queryKey: ["runs", "active", "running"],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs", {
          params: { query: { status: "running", sort: "created_at", limit: AT_MOST } },
          signal,
        }),
      ),
  });

/** Runs that wait, in the order in which they are taken, each with its reason. */
export const waitingRunsQuery = () =>
  queryOptions({
    queryKey: ["queue", "waiting"],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/waiting", { params: { query: { limit: AT_MOST } }, signal })),
  });

function useQueueMutation<Variables>(change: (variables: Variables) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onError: (error) => {
      tellFailure(error);
    },
    onSettled: () =>
      Promise.all(["runs", "queue"].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
}

/** Cancels all that waits, of all experiments. */
export const useCancelQueued = () =>
  useQueueMutation(() => call(api.POST("/api/v1/runs/queued/cancel", { body: {} })));

/** Pauses the whole queue, or lets it go on. */
export const usePauseQueue = () =>
  useQueueMutation((paused: boolean) => call(api.PATCH("/api/v1/queue", { body: { paused } })));

/** Limits what one account may have at work and in the queue. */
export const useLimitAccounts = () =>
  useQueueMutation((body: QueueChange) => call(api.PATCH("/api/v1/queue", { body })));

const changeOne = (id: string, change: { paused: boolean } | { priority: number }) =>
  call(
    api.PATCH("/api/v1/runs", { body: { ids: [id], add_tags: [], remove_tags: [], ...change } }),
  );

/** Keeps a run from being taken, or lets it go on. */
export const usePauseRun = () =>
  useQueueMutation(({ id, is_paused: isPaused }: WaitingRun) =>
    changeOne(id, { paused: !isPaused }),
  );

/** Lets a run be taken before all that wait. */
export const useTakeFirst = () =>
  useQueueMutation(({ id, highest }: { id: string; highest: number }) =>
    changeOne(id, { priority: Math.min(FIRST, highest + 1) }),
  );
