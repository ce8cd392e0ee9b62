import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

/** Who this tab is: the owner, or the reader of a share link. Refused with 401 when neither. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/session", { signal })),
    staleTime: Infinity,
  });

/** Whether a browser may sign in here with a login and a password. */
export const signInOfferQuery = () =>
  queryOptions({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/sign-in", { signal })),
    staleTime: Infinity,
  });

/** Signs this browser in, in all of its tabs. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"SignIn">) => call(api.POST("/api/v1/sign-in", { body })),
    onSuccess: () => client.resetQueries(),
  });
}

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
