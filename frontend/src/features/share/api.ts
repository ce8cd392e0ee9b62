import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import type { LiveState } from "@/shared/live-tab";

/** Links, newest first, revoked ones too. */
export function sharesQuery() {
  return queryOptions({
    queryKey: ["shares"],
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
    refetchInterval: live === "broken" ? DOUBTFUL_MS : CALM_MS,
  });
}

export function useCreateShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"NewShare">) => call(api.POST("/api/v1/shares", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["shares"] }),
  });
}

export function useRevokeShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/api/v1/shares/{share_id}", { params: { path: { share_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["shares"] }),
  });
}
