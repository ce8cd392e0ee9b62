import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

export type BrowserSession = Schema<"BrowserSession">;

/** The browsers that are signed in, newest first. */
export function sessionsQuery() {
  return queryOptions({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/sessions", { signal })),
    select: ({ items }) => items,
  });
}

/** Signs one browser out. */
export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

/** Signs every browser out but this one. */
export function useRevokeOthers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/sessions")),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}
