import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import { offerUndo, tellFailure } from "@/shared/requests/offers-to-undo";

export type SavedView = Schema<"SavedView">;
type ViewState = Schema<"ViewState">;

/** The saved views, by name. */
export const savedViewsQuery = () =>
  queryOptions({
    queryKey: ["saved-views"],
    queryFn: async ({ signal }) => {
      const { items } = await call(api.GET("/api/v1/saved-views", { signal }));
      return items;
    },
  });

const path = (view_id: string) => ({ path: { view_id } });

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
  const write = ({ id, state }: { id: string; state: ViewState }) =>
    call(api.PATCH("/api/v1/saved-views/{view_id}", { params: path(id), body: { state } }));
  const back = useMutation({ mutationFn: write, onSettled });
  const overwrite = useMutation({
    mutationFn: async ({ view, state }: { view: SavedView; state: ViewState }) => {
      await write({ id: view.id, state });
      const isOn = (name: string) => view.state[name] === "true";
      const before = { ...view.state, archived: isOn("archived"), promises: isOn("promises") };
      offerUndo(`Saved into ${view.name}.`, () => back.mutateAsync({ id: view.id, state: before }));
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
