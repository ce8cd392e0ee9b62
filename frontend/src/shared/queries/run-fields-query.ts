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

/** The error at some horizons; any other may be written in the address. */
export const ERROR_FIELDS = HORIZONS.map((horizon) => ({
  name: `error(${horizon})`,
  says: "error of the model after so many steps, in deviations of the data",
}));

/** A field of a run, a setting of its spec, or the error at a horizon, as the server spells it. */
const FIELD = /^(?=.{1,80}$)[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\([1-9]\d{0,2}\))?$/;

export function isField(text: string): boolean {
  return FIELD.test(text);
}
