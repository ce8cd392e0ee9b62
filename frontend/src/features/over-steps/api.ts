import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

/** Shown before anything is chosen, where it is reported. */
const FIRST = "model/loss_holdout";
/** A series that can be chosen, as the catalog describes it. */
export type Choice = Pick<
  Schema<"SeriesChoice">,
  "key" | "name" | "definition" | "reading" | "has_own_figure"
>;

/** What can be chosen: the catalog's series that the runs report, in its order. */
export function offered(series: readonly Choice[], reported: readonly string[]): Choice[] {
  return series.filter(({ key, has_own_figure }) => reported.includes(key) && !has_own_figure);
}

/** The choice that a name means; a first one where it is none of them, or nothing without any. */
export function chosenOf(choices: readonly Choice[], name: string | undefined): Choice | undefined {
  const named = (wanted: string | undefined) => choices.find(({ key }) => key === wanted);
  return named(name) ?? named(FIRST) ?? choices[0];
}

export interface OverStepsRequest {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  /** One line per run beside its group's mean. */
  individual: boolean;
}

/** The figure's parameters, as its address and the export's take them. */
export function overStepsParameters(request: OverStepsRequest, key: Choice["key"]) {
  const { runs, groupBy, individual } = request;
  return {
    runs: runs.join(","),
    key,
    individual,
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
  };
}

/** One series over real steps. */
export function overStepsFigureQuery(request: OverStepsRequest, key: Choice["key"] | undefined) {
  const query = overStepsParameters(request, key ?? FIRST);
  return queryOptions({
    queryKey: ["figures", "over-steps", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/over-steps", { params: { query }, signal })),
    enabled: request.runs.length > 0 && key !== undefined,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}

/** The series that any of the runs has reported. */
export function seriesKeysQuery(runs: readonly string[]) {
  return queryOptions({
    queryKey: ["series", "keys", runs],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/series/keys", { params: { query: { runs: runs.join(",") } }, signal })),
    select: ({ keys }) => keys,
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: runs },
  });
}
