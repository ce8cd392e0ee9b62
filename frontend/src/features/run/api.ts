import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";

const path = (runId: string) => ({ path: { run_id: runId } });

/** All that is known of a run. */
export function runQuery(runId: string) {
  return queryOptions({
    queryKey: ["runs", runId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/{run_id}", { params: path(runId), signal })),
    meta: { runIds: [runId] },
  });
}

/** What a queued run waits for: asked again with the queue, because other runs move it on. */
export function waitingWordsQuery(runId: string, enabled: boolean) {
  return queryOptions({
    queryKey: ["queue", runId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/runs/{run_id}", { params: path(runId), signal })),
    select: ({ status_words: words }) => words,
    enabled,
  });
}

/** What can be done to a run. Each shows at once what the server answered. */
export function useRunActions(runId: string) {
  const client = useQueryClient();
  const reread = () =>
    Promise.all(
      ["runs", "experiments", "queue"].map((noun) =>
        client.invalidateQueries({ queryKey: [noun] }),
      ),
    );
  const show = (run: Schema<"Run">) => {
    client.setQueryData<Schema<"RunDetail">>(["runs", runId], (known) =>
      known === undefined ? known : { ...known, ...run },
    );
    return reread();
  };
  const rename = useMutation({
    mutationFn: (name: string) =>
      call(api.PATCH("/api/v1/runs/{run_id}", { params: path(runId), body: { name } })),
    onSuccess: show,
  });
  const cancel = useMutation({
    mutationFn: () => call(api.POST("/api/v1/runs/{run_id}/cancel", { params: path(runId) })),
    onSuccess: show,
  });
  const launchAgain = useCreateOnce((body: Schema<"RelaunchRequest">, keyed) =>
    call(
      api.POST("/api/v1/runs/{run_id}/relaunch", { params: { ...path(runId), ...keyed }, body }),
    ),
  );
  const relaunch = useMutation({ mutationFn: () => launchAgain({ spec: {} }), onSuccess: reread });
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/runs/{run_id}", { params: path(runId) })),
    onSuccess: reread,
  });
  const restore = useMutation({
    mutationFn: () => call(api.POST("/api/v1/runs/{run_id}/restore", { params: path(runId) })),
    onSuccess: reread,
  });
  const write = useMutation({
    mutationFn: (body: Schema<"RunChange">) =>
      call(api.PATCH("/api/v1/runs/{run_id}", { params: path(runId), body })),
    onSuccess: reread,
  });
  const mark = useMutation({
    mutationFn: (marks: { archived: boolean } | { pinned: boolean } | { paused: boolean }) =>
      call(
        api.PATCH("/api/v1/runs", {
          body: { ids: [runId], add_tags: [], remove_tags: [], ...marks },
        }),
      ),
    onSuccess: reread,
  });
  const retry = useMutation({
    mutationFn: () => call(api.POST("/api/v1/runs/retry", { body: { ids: [runId] } })),
    onSuccess: reread,
  });
  return { rename, cancel, retry, relaunch, remove, restore, write, mark };
}
