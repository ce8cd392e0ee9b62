import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import {
  type Among,
  askedParameters,
  type AskedRuns,
  changesOf,
  namesRuns,
  runParameters,
} from "@/shared/queries/asked-runs";

import type { Parallel, SettingsCells } from "./address";

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

const MOST_WARNED = 6;

/** Those of many runs that carry a warning: the first of them, and how many there are. */
export function warnedRunsQuery({ experiment, filter }: Among) {
  const asked = filter === undefined ? "(archived == true or archived == false)" : `(${filter})`;
  const query = {
    filter: `${asked} and alarm != null`,
    limit: MOST_WARNED,
    ...(experiment === undefined ? {} : { experiment }),
  };
  return queryOptions({
    queryKey: ["runs", "warned", query],
    queryFn: ({ signal }) => call(api.GET("/api/v1/runs", { params: { query }, signal })),
    placeholderData: keepPreviousData,
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

export interface StatisticsRequest extends AskedRuns {
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
  /** A return to reach; undefined is the task's own. */
  threshold?: number | undefined;
}

type ProfileRequest = Omit<StatisticsRequest, "threshold">;

function profileParameters({ step, ...asked }: ProfileRequest) {
  return {
    ...askedParameters(asked),
    ...(step === undefined ? {} : { env_step: step }),
  };
}

/** The statistics' parameters, as their address and the export's take them. */
export function statisticsParameters({ threshold, ...request }: StatisticsRequest) {
  return { ...profileParameters(request), ...(threshold === undefined ? {} : { threshold }) };
}

/** Which share of each group's runs ends above each return. */
export function profileFigureQuery(request: ProfileRequest, values?: "return" | "score") {
  const query = { ...profileParameters(request), ...(values === undefined ? {} : { values }) };
  return queryOptions({
    queryKey: ["figures", "profile", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/profile", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}

/** What groups' seeds pay, beyond their mean. */
export function seedStatisticsQuery(request: StatisticsRequest) {
  const query = statisticsParameters(request);
  return queryOptions({
    queryKey: ["comparison", "statistics", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/comparison/statistics", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}

/** Which diagnostics rank the runs as their returns do. */
export function objectiveMismatchQuery(
  request: Pick<StatisticsRequest, "runs" | "among" | "step">,
) {
  const { step } = request;
  const query = { ...runParameters(request), ...(step === undefined ? {} : { env_step: step }) };
  return queryOptions({
    queryKey: ["figures", "objective-mismatch", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/objective-mismatch", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}

/** Two numbers of each run against one another. */
export function scatterQuery(asked: AskedRuns, [x, y]: readonly [string, string]) {
  const query = { ...askedParameters(asked), x, y };
  return queryOptions({
    queryKey: ["figures", "scatter", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/scatter", { params: { query }, signal })),
    enabled: namesRuns(asked),
    placeholderData: keepPreviousData,
    meta: changesOf(asked),
  });
}

/** The parameters of the map of two settings, as its address and the export's take them. */
export function settingsMapParameters(asked: AskedRuns, cells: SettingsCells | undefined) {
  return { ...askedParameters(asked), ...cells };
}

/** A result of the runs by two of their fields. */
export function settingsMapQuery(asked: AskedRuns, cells: SettingsCells | undefined) {
  const query = settingsMapParameters(asked, cells);
  return queryOptions({
    queryKey: ["figures", "settings-map", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/settings-map", { params: { query }, signal })),
    enabled: namesRuns(asked),
    placeholderData: keepPreviousData,
    meta: changesOf(asked),
  });
}

/** The parameters of parallel coordinates, as their address and the export's take them. */
export function parallelParameters(asked: AskedRuns, parallel: Parallel | undefined) {
  const { fields = [], colour, ranges = [] } = parallel ?? {};
  return {
    ...askedParameters(asked),
    ...(fields.length === 0 ? {} : { fields: fields.join(",") }),
    ...(colour === undefined ? {} : { colour }),
    ...(ranges.length === 0 ? {} : { brush: ranges.join(",") }),
  };
}

/** A line for each run through its value of each field. */
export function parallelQuery(asked: AskedRuns, parallel: Parallel | undefined) {
  const query = parallelParameters(asked, parallel);
  return queryOptions({
    queryKey: ["figures", "parallel", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/parallel", { params: { query }, signal })),
    enabled: namesRuns(asked),
    placeholderData: keepPreviousData,
    meta: changesOf(asked),
  });
}
