import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";

import { isMade } from "./publication-words";
import { targetOf, type ShareTarget } from "./share-target";

type Publication = Schema<"Publication">;

const OFTEN_MS = 1_000;

function keyOf(id: string | undefined) {
  return ["publications", id];
}

/** A page that is being published, asked for until it is made. */
export function publicationQuery(begun: Publication | undefined) {
  const id = begun?.id ?? "";
  return queryOptions({
    queryKey: keyOf(begun?.id),
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/publications/{publication_id}", {
          params: { path: { publication_id: id } },
          signal,
        }),
      ),
    enabled: begun !== undefined,
    refetchInterval: ({ state }) =>
      state.data !== undefined && isMade(state.data) ? false : OFTEN_MS,
  });
}

export function usePublish(target: ShareTarget) {
  const create = useCreateOnce<Schema<"NewPublication">, Publication>((body, params) =>
    call(api.POST("/api/v1/publications", { body, params })),
  );
  return useMutation({
    mutationFn: (said: { title: string; note: string; licence: string; form: "html" | "zip" }) =>
      create({ ...targetOf(target), view: target.view, ...said }),
  });
}

export function useCancelPublication() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      call(
        api.DELETE("/api/v1/publications/{publication_id}", {
          params: { path: { publication_id: id } },
        }),
      ),
    onSuccess: (cancelled) => {
      client.setQueryData(keyOf(cancelled.id), cancelled);
    },
  });
}
