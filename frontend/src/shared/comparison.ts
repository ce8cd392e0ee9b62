import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

export type Comparison = Schema<"Comparison">;
export type ComparedGroup = Comparison["groups"][number];

export interface ComparisonRequest {
  runs: readonly string[];
  experiment: string | undefined;
  /** Spec paths that name a group; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  h: number;
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
}

/** The groups' numbers at one horizon and one evaluation. */
export function comparisonQuery({ runs, experiment, groupBy, h, step }: ComparisonRequest) {
  return queryOptions({
    queryKey: ["comparison", { runs, experiment, groupBy, h, step }],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/comparison", {
          params: {
            query: {
              horizon: h,
              ...(runs.length === 0 ? {} : { runs: runs.join(",") }),
              ...(experiment === undefined ? {} : { experiment }),
              ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
              ...(step === undefined ? {} : { env_step: step }),
            },
          },
          signal,
        }),
      ),
    enabled: runs.length > 0 || experiment !== undefined,
    placeholderData: keepPreviousData,
    ...(experiment === undefined ? { meta: { runIds: runs } } : {}),
  });
}
