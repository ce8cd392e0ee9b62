import { queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** What of runs may be shown, sorted by and plotted, but for the error at a horizon. */
export const runFieldsQuery = () =>
  queryOptions({
    queryKey: ["run-fields"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/runs/fields", { signal })),
    staleTime: Infinity,
  });

const HORIZONS = [1, 5, 10, 20, 50] as const;

const LAST = 10;

/** Of every series the mean of its last values; how many, is written in the name. */
export function meanFields(series: readonly { key: string; name: string }[]) {
  return series.map(({ key, name }) => ({
    name: `${key}.mean_last(${LAST})`,
    says: `${name}: mean of the last ${LAST}; write another number in its place`,
  }));
}

/** The error at some horizons; any other may be written in the address. */
export const ERROR_FIELDS = HORIZONS.map((horizon) => ({
  name: `error(${horizon})`,
  says: "error of the model after so many steps, in deviations of the data",
}));
