import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

/** Links, newest first, revoked ones too. */
export function sharesQuery() {
  return queryOptions({
    queryKey: ["shares"],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/shares", { params: { query: { limit: 500 } }, signal })),
    select: ({ items }) => items,
  });
}

/** What the link of this page shows. The token is in the key: another link is another answer. */
export function sharedQuery(token: string) {
  return queryOptions({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => call(api.GET("/api/v1/shared", { signal })),
    // A link is revoked while somebody looks; the page says so within this time.
    refetchInterval: 15_000,
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
