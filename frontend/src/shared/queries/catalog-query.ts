import { queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** What can be chosen, and what each thing measured is. It changes with the server only. */
export function catalogQuery() {
  return queryOptions({
    queryKey: ["catalog"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/catalog", { signal })),
    staleTime: Infinity,
  });
}
