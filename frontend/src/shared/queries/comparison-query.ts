import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

import { type AskedRuns, askedParameters, changesOf, type Middle, namesRuns } from "./asked-runs";

export type Comparison = Schema<"Comparison">;
export type ComparedGroup = Comparison["groups"][number];

export interface ComparisonRequest extends AskedRuns {
  middle?: Middle | undefined;
  /** Undefined is the server's first. */
  h: number | undefined;
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
  /** Along whose episodes the error is measured; undefined is as the server has it. */
  policy: Comparison["policy"] | undefined;
  /** The return that seeds are asked to reach; left out is the task's own. */
  threshold?: number | undefined;
}

/** The groups' numbers at one horizon and one evaluation. */
export function comparisonQuery(request: ComparisonRequest) {
  const { middle, h, step, policy, threshold, ...asked } = request;
  return queryOptions({
    queryKey: ["comparison", request],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/comparison", {
          params: {
            query: {
              ...(h === undefined ? {} : { horizon: h }),
              ...(policy === undefined ? {} : { policy }),
              ...askedParameters(asked),
              ...(middle === undefined ? {} : { middle }),
              ...(threshold === undefined ? {} : { threshold }),
              ...(step === undefined ? {} : { env_step: step }),
            },
          },
          signal,
        }),
      ),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}
