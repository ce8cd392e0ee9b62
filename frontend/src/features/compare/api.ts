import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** The compared runs themselves: names, environments, states. */
export function comparedRunsQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["runs", "compared", ids],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs", {
          params: { query: { ids: ids.join(","), limit: 500 } },
          signal,
        }),
      ),
    select: ({ items }) => items,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: ids },
  });
}

/** Runs to choose from. */
export function findRunsQuery(words: string) {
  return queryOptions({
    queryKey: ["runs", "find", words],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs", {
          params: { query: { limit: 40, ...(words === "" ? {} : { q: words }) } },
          signal,
        }),
      ),
    select: ({ items }) => items,
    placeholderData: keepPreviousData,
  });
}

/** Experiments to choose from. */
export function findExperimentsQuery() {
  return queryOptions({
    queryKey: ["experiments", "find"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/experiments", { signal })),
    select: ({ items }) => items,
  });
}

export interface StatisticsRequest {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
  /** A return to reach; undefined is the task's own. */
  threshold: number | undefined;
}

/** What groups' seeds pay, beyond their mean. */
export function seedStatisticsQuery({ runs, groupBy, step, threshold }: StatisticsRequest) {
  const query = {
    runs: runs.join(","),
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
    ...(step === undefined ? {} : { env_step: step }),
    ...(threshold === undefined ? {} : { threshold }),
  };
  return queryOptions({
    queryKey: ["comparison", "statistics", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/comparison/statistics", { params: { query }, signal })),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: runs },
  });
}

/** Which diagnostics rank the runs as their returns do. */
export function objectiveMismatchQuery({ runs, step }: Pick<StatisticsRequest, "runs" | "step">) {
  const query = { runs: runs.join(","), ...(step === undefined ? {} : { env_step: step }) };
  return queryOptions({
    queryKey: ["figures", "objective-mismatch", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/objective-mismatch", { params: { query }, signal })),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: runs },
  });
}
