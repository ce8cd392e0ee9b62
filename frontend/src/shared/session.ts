import { queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** Who this tab is: the owner, or the reader of a share link. Refused with 401 when neither. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/session", { signal })),
    staleTime: Infinity,
  });
