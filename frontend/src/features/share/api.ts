import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import type { LiveState } from "@/shared/live/live-tab";

const SHARES = ["shares"];

/** Links that were not revoked, newest first. */
export function sharesQuery() {
  return queryOptions({
    queryKey: SHARES,
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/shares", { params: { query: { limit: 500 } }, signal })),
    select: ({ items }) => items,
  });
}

const CALM_MS = 15_000;
const DOUBTFUL_MS = 1_500;

/**
 * What the link of this page shows. The token is in the key: another link is another answer.
 * The server ends the stream of a link that is revoked, so a broken stream asks at once.
 */
export function sharedQuery(token: string, live: LiveState) {
  return queryOptions({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => call(api.GET("/api/v1/shared", { signal })),
    refetchInterval: ({ state }) => {
      const frozen = state.data?.frozen?.state;
      const isComing = frozen === "waiting" || frozen === "running";
      return live === "broken" || isComing ? DOUBTFUL_MS : CALM_MS;
    },
  });
}

/** Says that a page of the link was opened. It is only counted, so a count that is lost is lost. */
export function useCountView() {
  return useMutation({
    mutationFn: () => call(api.POST("/api/v1/shared/views")),
    retry: false,
  });
}

type Share = Schema<"Share">;

/** Writes into the list at once what a change made of it, and asks the server again. */
function useListChange() {
  const client = useQueryClient();
  return (change: (items: Share[]) => Share[]) => {
    client.setQueryData<{ items: Share[] }>(
      SHARES,
      (known) => known && { items: change(known.items) },
    );
    return client.invalidateQueries({ queryKey: SHARES });
  };
}

export function useCreateShare() {
  const changeList = useListChange();
  return useMutation({
    mutationFn: useCreateOnce<Schema<"NewShare">, Schema<"CreatedShare">>((body, params) =>
      call(api.POST("/api/v1/shares", { body, params })),
    ),
    onSuccess: (made) => changeList((items) => [made, ...items]),
  });
}

export function useRevokeShare() {
  const changeList = useListChange();
  return useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/api/v1/shares/{share_id}", { params: { path: { share_id: id } } })),
    onSuccess: ({ id }) => changeList((items) => items.filter((share) => share.id !== id)),
  });
}
