import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import { offerUndo, tellFailure } from "@/shared/requests/offers-to-undo";

export type PublishedCurve = Schema<"PublishedCurveView">;
export type NewPublishedCurve = Schema<"NewPublishedCurve">;

/** Curves that others published, in the order in which they were given. */
export function publishedCurvesQuery() {
  return queryOptions({
    queryKey: ["published-curves"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/published-curves", { signal })),
    select: ({ items }) => items,
  });
}

const path = (curve_id: string) => ({ path: { curve_id } });

/** What can be done with them. */
export function usePublishedCurves() {
  const queries = useQueryClient();
  const onSettled = async () => {
    await queries.invalidateQueries({ queryKey: ["published-curves"] });
    await queries.invalidateQueries({ queryKey: ["figures"] });
  };
  const send = useCreateOnce((body: NewPublishedCurve, keyed) =>
    call(api.POST("/api/v1/published-curves", { params: { ...keyed }, body })),
  );
  // What is refused is said beside the form.
  const keep = useMutation({ mutationFn: send, onSettled });
  const restore = useMutation({
    mutationFn: (id: string) =>
      call(api.POST("/api/v1/published-curves/{curve_id}/restore", { params: path(id) })),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: async ({ id, title }: PublishedCurve) => {
      await call(api.DELETE("/api/v1/published-curves/{curve_id}", { params: path(id) }));
      offerUndo(`Deleted the curve ${title}.`, () => restore.mutateAsync(id));
    },
    onSettled,
    onError: (error: Error) => {
      tellFailure(error);
    },
  });
  return { keep, remove };
}
