/** What the launch page asks the server. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import { tellFailure } from "@/shared/requests/offers-to-undo";

const PRESETS_STALE_MS = 60_000;

/** Versions, environments, presets and the spec's schema. Presets of one's own come and go as files. */
export function catalogQuery() {
  return queryOptions({
    queryKey: ["catalog"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/catalog", { signal })),
    staleTime: PRESETS_STALE_MS,
  });
}

/** What a launch would do; a refusal is thrown as a `Problem` with its fields. */
export function previewQuery(request: Schema<"LaunchRequest"> | null) {
  return queryOptions({
    queryKey: ["runs", "preview", request],
    queryFn: ({ signal }) =>
      call(api.POST("/api/v1/runs/preview", { body: request ?? EMPTY_REQUEST, signal })),
    enabled: request !== null,
    staleTime: 30_000,
  });
}

/** A launch as YAML, whether or not it would be refused. */
export function launchTextQuery(request: Schema<"LaunchRequest"> | null) {
  return queryOptions({
    queryKey: ["launch-text", request],
    queryFn: ({ signal }) =>
      call(api.POST("/api/v1/runs/text", { body: request ?? EMPTY_REQUEST, signal })),
    staleTime: Infinity,
  });
}

/** What a launch written as YAML says, and what is wrong with it by line. */
export function readTextQuery(text: string) {
  return queryOptions({
    queryKey: ["launch-text", "read", text],
    queryFn: ({ signal }) => call(api.POST("/api/v1/runs/text/read", { body: { text }, signal })),
    staleTime: Infinity,
  });
}

/** The spec of a run, to start another from. */
export function parentQuery(runId: string) {
  return queryOptions({
    queryKey: ["runs", runId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/{run_id}", { params: { path: { run_id: runId } }, signal })),
    enabled: runId !== "",
  });
}

/** Names of the experiments there are, for the field that adds to one. */
export function experimentNamesQuery() {
  return queryOptions({
    queryKey: ["experiments", "names"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/experiments", { signal })),
    select: ({ items }) => items.map(({ id, name }) => ({ id, name })),
  });
}

/** The ids of what waits in an experiment. */
export function waitingQuery(experimentId: string) {
  const query = { experiment: experimentId, status: "queued" };
  return queryOptions({
    queryKey: ["runs", "waiting", experimentId],
    queryFn: ({ signal }) => call(api.GET("/api/v1/runs/matching", { params: { query }, signal })),
    select: ({ items }) => items.map(({ id }) => id),
  });
}

/** Cancels those of some runs that still wait; what runs goes on. */
export function useCancelWaiting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => call(api.POST("/api/v1/runs/queued/cancel", { body: { ids } })),
    onError: (error) => {
      tellFailure(error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}

const EMPTY_REQUEST: Schema<"LaunchRequest"> = { spec: {}, grid: {}, seeds: [0], tags: [] };

export function useLaunch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: useCreateOnce((body: Schema<"LaunchRequest">, params) =>
      call(api.POST("/api/v1/runs", { body, params })),
    ),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["runs"] }),
        client.invalidateQueries({ queryKey: ["experiments"] }),
      ]),
  });
}
