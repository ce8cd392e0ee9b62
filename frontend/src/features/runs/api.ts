import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  type UseMutationResult,
  useQueryClient,
} from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { keyedFor, useCreateOnce } from "@/shared/requests/create-once";
import { offerUndo, tellFailure } from "@/shared/requests/offers-to-undo";

import type { RunQuery } from "./address";

export type Run = Schema<"Run">;
export type RunsPage = Schema<"RunPage">;
export type RunField = Schema<"RunField">;
export type FilterCheck = Schema<"FilterCheck">;

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

/** Whether a text is a filter, and what may be typed at the cursor. */
export const filterQuery = (text: string, cursor: number) =>
  queryOptions({
    queryKey: ["run-filter", text, cursor],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/filter", { params: { query: { text, cursor } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

function useRunChange<Asked>(change: (asked: Asked) => Promise<unknown>) {
  const queries = useQueryClient();
  const mutation: UseMutationResult<unknown, Error, Asked> = useMutation({
    mutationFn: change,
    onError: (error, asked) => {
      tellFailure(error, () => {
        mutation.mutate(asked);
      });
    },
    onSettled: () =>
      Promise.all(
        ["runs", "experiments", "queue"].map((noun) =>
          queries.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
  return mutation;
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

interface Tagging {
  ids: string[];
  add: string[];
  remove: string[];
}

/** Gives runs tags or takes some from them, and offers to undo it. */
export function useTagRuns() {
  const send = (body: Tagging) => call(api.POST("/api/v1/runs/tags", { body }));
  const back = useRunChange(send);
  return useRunChange(async ({ runs, add, remove }: Omit<Tagging, "ids"> & { runs: Run[] }) => {
    await send({ ids: runs.map(({ id }) => id), add, remove });
    const what =
      add.length > 0 ? `Tagged #${add.join(", #")}` : `#${remove.join(", #")} taken away`;
    offerUndo(what, () => undoTags(runs, { add, remove }, back.mutateAsync));
  });
}

/** Each run gets back what it had: a tag that some had before stays with those. */
async function undoTags(
  runs: readonly Run[],
  { add, remove }: Omit<Tagging, "ids">,
  send: (tagging: Tagging) => Promise<unknown>,
): Promise<void> {
  for (const tag of add) {
    const ids = runs.filter(({ tags }) => !tags.includes(tag)).map(({ id }) => id);
    if (ids.length > 0) await send({ ids, add: [], remove: [tag] });
  }
  for (const tag of remove) {
    const ids = runs.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id);
    if (ids.length > 0) await send({ ids, add: [tag], remove: [] });
  }
}

/** Launches runs again, each from its own spec with its own seed. */
export function useRelaunchRuns() {
  return useRunChange(
    useCreateOnce((ids: string[], keyed) =>
      Promise.all(
        ids.map((run_id) =>
          call(
            api.POST("/api/v1/runs/{run_id}/relaunch", {
              params: { path: { run_id }, ...keyedFor(keyed, run_id) },
              body: { spec: {} },
            }),
          ),
        ),
      ),
    ),
  );
}
