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
import { counted } from "@/shared/words/numbers";

import type { GroupsQuery, MatchQuery, RunQuery } from "./address";

export type Run = Schema<"Run">;
/** A chosen run, which need not be in sight. */
export type ChosenRun = Schema<"MatchedRun">;
export type RunsPage = Schema<"RunPage">;
export type RunGroup = Schema<"RunGroup">;
export type RunGroups = Schema<"RunGroups">;
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

/** The groups of a view. */
export const groupsQuery = (query: GroupsQuery | null) =>
  queryOptions({
    queryKey: ["runs", "groups", query],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs/groups", { params: { query: query ?? { group_by: "" } }, signal }),
      ),
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });

/** A page of one group's runs. */
export const groupPageQuery = (query: GroupsQuery | null, group: string, cursor: string | null) =>
  queryOptions({
    queryKey: ["runs", "group-page", query, group, cursor],
    queryFn: ({ signal }) => {
      const page = { group, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
      return call(api.GET("/api/v1/runs", { params: { query: { ...query, ...page } }, signal }));
    },
    placeholderData: keepPreviousData,
  });

/** All runs that a list has, in short. Asked for when all of them are chosen, or some out of sight. */
export const matchedQuery = (query: MatchQuery) =>
  queryOptions({
    queryKey: ["matched-runs", query],
    queryFn: async ({ signal }) => {
      const { items } = await call(api.GET("/api/v1/runs/matching", { params: { query }, signal }));
      return items;
    },
    staleTime: Infinity,
  });

/** Small curves of runs, which follow them live. */
export const sparklinesQuery = (ids: string, withModel: boolean) =>
  queryOptions({
    queryKey: ["figures", "sparklines", ids, withModel],
    queryFn: async ({ signal }) => {
      const query = { ids, ...(withModel ? { model: true } : {}) };
      const asked = api.GET("/api/v1/runs/sparklines", { params: { query }, signal });
      return new Map((await call(asked)).items.map((curves) => [curves.id, curves]));
    },
    meta: { runIds: ids.split(",") },
    enabled: ids !== "",
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
        ["runs", "matched-runs", "experiments", "queue"].map((noun) =>
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

const NO_TAGS = { add_tags: [], remove_tags: [] };

/** What is done to all of the chosen runs. */
export type Change = Partial<Omit<Schema<"RunsChange">, "ids">>;

/** Changes runs together and offers to undo it; `done` says what was done to how many. */
export function useChangeRuns() {
  const send = (body: Change & { ids: string[] }) =>
    call(api.PATCH("/api/v1/runs", { body: { ...NO_TAGS, ...body } }));
  const back = useRunChange(async (undo: Schema<"RunsChange">[]) => {
    for (const body of undo) await send(body);
  });
  return useRunChange(async ({ ids, change, done }: ChangeOfRuns) => {
    const { count, undo } = await send({ ids, ...change });
    if (undo.length > 0) offerUndo(done(counted(count, "run")), () => back.mutateAsync(undo));
  });
}

interface ChangeOfRuns {
  ids: string[];
  change: Change;
  done: (runs: string) => string;
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

interface MoreSeeds {
  ids: string[];
  /** How many more seeds each of their settings gets. */
  count: number;
}

/** Launches the settings of runs again with further seeds: runs that are alike count once. */
export function useMoreSeeds() {
  const remove = useRunChange((ids: string[]) =>
    call(api.PATCH("/api/v1/runs", { body: { ids, deleted: true, ...NO_TAGS } })),
  );
  return useRunChange(
    useCreateOnce(async ({ ids, count }: MoreSeeds, keyed) => {
      const alike = new Set<string>();
      const launched: string[] = [];
      for (const run_id of ids) {
        if (alike.has(run_id)) continue;
        const path = { run_id };
        const asked = { params: { path, query: { count } } };
        const told = await call(api.GET("/api/v1/runs/{run_id}/other-seeds", asked));
        for (const id of told.run_ids) alike.add(id);
        const { runs } = await call(
          api.POST("/api/v1/runs/{run_id}/relaunch", {
            params: { path, ...keyedFor(keyed, run_id) },
            body: { spec: {}, seeds: told.seeds },
          }),
        );
        launched.push(...runs.map(({ id }) => id));
      }
      offerUndo(`${counted(launched.length, "run")} launched.`, () => remove.mutateAsync(launched));
    }),
  );
}
