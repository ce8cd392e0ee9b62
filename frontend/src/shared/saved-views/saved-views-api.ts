import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import { offerUndo, tellFailure } from "@/shared/requests/offers-to-undo";

export type SavedView = Schema<"SavedView">;
export type ViewKind = SavedView["kind"];
/** What of a view is kept: the state of a list, or the address of a comparison. */
export type ViewBody = Pick<Schema<"NewView">, "state" | "address">;

/** The saved views of a kind, by name. */
export const savedViewsQuery = (kind: ViewKind) =>
  queryOptions({
    queryKey: ["saved-views", kind],
    queryFn: async ({ signal }) => {
      const asked = api.GET("/api/v1/saved-views", { params: { query: { kind } }, signal });
      const { items } = await call(asked);
      return items;
    },
  });

const path = (view_id: string) => ({ path: { view_id } });

interface Overwriting {
  view: SavedView;
  body: ViewBody;
  /** What it holds until then. */
  before: ViewBody;
}

/** What can be done with saved views. */
export function useSavedViews() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ["saved-views"] });
  const onError = (error: Error): void => {
    tellFailure(error);
  };
  const send = useCreateOnce((body: Schema<"NewView">, keyed) =>
    call(api.POST("/api/v1/saved-views", { params: { ...keyed }, body })),
  );
  // Refusals of a name are shown beside it.
  const save = useMutation({ mutationFn: send, onSettled });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      call(api.PATCH("/api/v1/saved-views/{view_id}", { params: path(id), body: { name } })),
    onSettled,
  });
  const write = ({ id, body }: { id: string; body: ViewBody }) =>
    call(api.PATCH("/api/v1/saved-views/{view_id}", { params: path(id), body }));
  const back = useMutation({ mutationFn: write, onSettled });
  const overwrite = useMutation({
    mutationFn: async ({ view, body, before }: Overwriting) => {
      await write({ id: view.id, body });
      offerUndo(`Saved into ${view.name}.`, () => back.mutateAsync({ id: view.id, body: before }));
    },
    onSettled,
    onError,
  });
  const restore = useMutation({
    mutationFn: (id: string) =>
      call(api.POST("/api/v1/saved-views/{view_id}/restore", { params: path(id) })),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: async ({ id, name }: SavedView) => {
      await call(api.DELETE("/api/v1/saved-views/{view_id}", { params: path(id) }));
      offerUndo(`Deleted the view ${name}.`, () => restore.mutateAsync(id));
    },
    onSettled,
    onError,
  });
  return { save, rename, overwrite, remove };
}
