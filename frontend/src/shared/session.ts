import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import type { LiveState } from "@/shared/live";

const DOUBTFUL_MS = 1_500;

/**
 * Who this tab is: the owner, or the reader of a share link. Refused with 401 when neither. The
 * server ends the stream of a browser that is signed out, so a broken stream asks again.
 */
export const sessionQuery = (live: LiveState = "live") =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/session", { signal })),
    staleTime: Infinity,
    refetchInterval: live === "broken" ? DOUBTFUL_MS : false,
  });

/** Signs this browser out, in all of its tabs. What they knew is forgotten. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["session"] });
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    },
  });
}
