import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { type Keyed, useCreateOnce } from "@/shared/requests/create-once";

export type Account = Schema<"AccountView">;
export type Invitation = Schema<"InvitationView">;
export type Role = Account["role"];
export type Token = Schema<"TokenView">;

export const ROLES: readonly { value: Role; label: string }[] = [
  { value: "viewer", label: "viewer: reads" },
  { value: "editor", label: "editor: also launches, changes and shares" },
  { value: "admin", label: "admin: also invites, and sees all" },
];

/** What an invitation is for; it stays good. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => call(api.POST("/api/v1/invitations/look", { body: { token } })),
    retry: false,
    staleTime: Infinity,
  });
}

/** Makes an invitation's account, or sets the new password, and signs this browser in. */
export function useAccept() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"Acceptance">) =>
      call(api.POST("/api/v1/invitations/accept", { body })),
    onSuccess: () => client.resetQueries({ queryKey: ["session"] }),
  });
}

/** Everybody who may sign in, and the invitations that are open. */
export const accountsQuery = () =>
  queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/accounts", { signal })),
  });

function useChange<Asked, Made>(key: string, change: (asked: Asked) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: [key] }),
  });
}

/** Makes a link that makes one account. */
export function useInvite() {
  return useChange(
    "accounts",
    useCreateOnce((body: Schema<"NewInvitation">, params: Keyed) =>
      call(api.POST("/api/v1/invitations", { body, params })),
    ),
  );
}

export function useTakeBack() {
  return useChange("accounts", (id: string) =>
    call(
      api.DELETE("/api/v1/invitations/{invitation_id}", {
        params: { path: { invitation_id: id } },
      }),
    ),
  );
}

export function useChangeAccount() {
  return useChange("accounts", ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
    call(
      api.PATCH("/api/v1/accounts/{account_id}", {
        body,
        params: { path: { account_id: id } },
      }),
    ),
  );
}

/** Makes a link that gives an account a new password. */
export function useReset() {
  return useChange("accounts", (id: string) =>
    call(api.POST("/api/v1/accounts/{account_id}/reset", { params: { path: { account_id: id } } })),
  );
}

/** One's tokens for programs, newest first. */
export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/tokens", { signal })),
    select: ({ items }) => items,
  });

export function useCreateToken() {
  return useChange(
    "tokens",
    useCreateOnce((body: Schema<"NewToken">, params: Keyed) =>
      call(api.POST("/api/v1/tokens", { body, params })),
    ),
  );
}

export function useEndToken() {
  return useChange("tokens", (id: string) =>
    call(api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: id } } })),
  );
}

/** Who of a provider may sign in to one's account. */
export const connectionsQuery = () =>
  queryOptions({
    queryKey: ["connections"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/identities", { signal })),
    select: ({ items }) => items,
  });

/** Lets a person of the provider sign in to one's account no more. */
export function useDisconnect() {
  return useChange("connections", (id: string) =>
    call(api.DELETE("/api/v1/identities/{identity_id}", { params: { path: { identity_id: id } } })),
  );
}

/** Leaves for the provider's page, and comes back with its account connected to this one. */
export function useConnectProvider() {
  return useMutation({
    mutationFn: () => call(api.POST("/api/v1/identities")),
    onSuccess: ({ url }) => {
      window.location.assign(url);
    },
  });
}

export function useChangePassword() {
  return useChange("sessions", (body: Schema<"PasswordChange">) =>
    call(api.POST("/api/v1/password", { body })),
  );
}
