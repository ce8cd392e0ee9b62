import { queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** How many runs run and wait, and what there is to run them. */
export const queueQuery = () =>
  queryOptions({
    queryKey: ["queue"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/queue", { signal })),
  });
