import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { basePath } from "@/client/transport";

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

/** Leaves for the provider's page, and comes back to this one signed in. */
export function useProviderSignIn() {
  return useMutation({
    mutationFn: () => {
      const { pathname, search } = window.location;
      const page = (pathname.slice(basePath().length) || "/") + search;
      return call(api.POST("/api/v1/sign-in/provider", { body: { page } }));
    },
    onSuccess: ({ url }) => {
      window.location.assign(url);
    },
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
