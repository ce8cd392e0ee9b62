import {
  queryOptions,
  useMutation,
  type UseMutationResult,
  useQueryClient,
} from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { useCreateOnce } from "@/shared/requests/create-once";
import { offerUndo, tellFailure } from "@/shared/requests/offers-to-undo";

export type Experiment = Schema<"Experiment">;
export type ExperimentChange = Schema<"ExperimentChange">;
export type ExperimentAccess = Schema<"ExperimentAccess">;

/** All experiments, the one that changed last first. */
export const experimentsQuery = () =>
  queryOptions({
    queryKey: ["experiments", "list"],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/experiments", { params: { query: { limit: 500 } }, signal })),
  });

/** One experiment. */
export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: ["experiments", "detail", id],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/experiments/{experiment_id}", {
          params: { path: { experiment_id: id } },
          signal,
        }),
      ),
  });

function useExperimentChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  const mutation: UseMutationResult<Answer, Error, Asked> = useMutation({
    mutationFn: change,
    onError: (error, asked) => {
      tellFailure(error, () => {
        mutation.mutate(asked);
      });
    },
    onSettled: () =>
      Promise.all(
        ["experiments", "runs", "queue"].map((noun) =>
          queries.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
  return mutation;
}

/** Gives an experiment another name. */
export function useRenameExperiment() {
  return useExperimentChange(({ id, name }: { id: string; name: string }) =>
    call(
      api.PATCH("/api/v1/experiments/{experiment_id}", {
        params: { path: { experiment_id: id } },
        body: { name },
      }),
    ),
  );
}

/** Limits how many runs of an experiment may run at a time. */
export function useLimitExperiment(id: string) {
  return useExperimentChange((body: ExperimentChange) =>
    call(
      api.PATCH("/api/v1/experiments/{experiment_id}", {
        params: { path: { experiment_id: id } },
        body,
      }),
    ),
  );
}

/** Who sees an experiment. */
export const accessQuery = (id: string) =>
  queryOptions({
    queryKey: ["experiments", "access", id],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/experiments/{experiment_id}/access", {
          params: { path: { experiment_id: id } },
          signal,
        }),
      ),
  });

/** Lets others see an experiment, or no longer. */
export function useChangeAccess(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"VisibleTo">) =>
      call(
        api.PATCH("/api/v1/experiments/{experiment_id}/access", {
          params: { path: { experiment_id: id } },
          body,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["experiments"] }),
  });
}

/** Brings a deleted experiment back, with its runs. */
export function useRestoreExperiment() {
  return useExperimentChange((id: string) =>
    call(
      api.POST("/api/v1/experiments/{experiment_id}/restore", {
        params: { path: { experiment_id: id } },
      }),
    ),
  );
}

/** Deletes an experiment with its runs and offers to undo it. */
export function useDeleteExperiment() {
  const restore = useRestoreExperiment();
  return useExperimentChange(async ({ id, name }: { id: string; name: string }) => {
    await call(
      api.DELETE("/api/v1/experiments/{experiment_id}", {
        params: { path: { experiment_id: id } },
      }),
    );
    offerUndo(`“${name}” deleted`, () => restore.mutateAsync(id));
  });
}

/** Launches the example. */
export function useLaunchExample() {
  const launch = useCreateOnce((body: Schema<"LaunchRequest">, params) =>
    call(api.POST("/api/v1/runs", { body, params })),
  );
  return useExperimentChange((asked: Schema<"ExampleRequest">) => launch(asked));
}
