import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { offerUndo, tellFailure } from "@/shared/undo";

import type { RunQuery } from "./address";

export type Run = Schema<"Run">;

const PAGE = 100;

/** The runs of a view, a page at a time. */
export const runsQuery = (query: RunQuery) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return call(
        api.GET("/api/v1/runs", {
          params: { query: { ...query, ...cursor, limit: PAGE } },
          signal,
        }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

/** Names of versions and environments, for the filters. */
export const choicesQuery = () =>
  queryOptions({
    queryKey: ["catalog"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/catalog", { signal })),
    staleTime: Infinity,
  });

function useRunChange<Asked>(change: (asked: Asked) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onError: tellFailure,
    onSettled: () =>
      Promise.all(
        ["runs", "experiments", "queue"].map((noun) =>
          queries.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}

/** Asks runs to stop. Finished ones stay as they are. */
export function useCancelRuns() {
  return useRunChange((ids: string[]) => call(api.POST("/api/v1/runs/cancel", { body: { ids } })));
}

/** Deletes runs and offers to undo it. */
export function useDeleteRuns() {
  const restore = useRunChange((ids: string[]) =>
    Promise.all(
      ids.map((run_id) =>
        call(api.POST("/api/v1/runs/{run_id}/restore", { params: { path: { run_id } } })),
      ),
    ),
  );
  return useRunChange(async (ids: string[]) => {
    const { items } = await call(api.POST("/api/v1/runs/delete", { body: { ids } }));
    const words = items.length === 1 ? "1 run deleted" : `${items.length} runs deleted`;
    offerUndo(words, () => restore.mutateAsync(items.map(({ id }) => id)));
  });
}

/** Launches runs again, each from its own spec with its own seed. */
export function useRelaunchRuns() {
  return useRunChange((ids: string[]) =>
    Promise.all(
      ids.map((run_id) =>
        call(
          api.POST("/api/v1/runs/{run_id}/relaunch", {
            params: { path: { run_id } },
            body: { spec: {} },
          }),
        ),
      ),
    ),
  );
}
