import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

export interface ReturnsRequest {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  individual: boolean | undefined;
}

/** The figure's parameters, as its address and the export's take them. */
export function returnsParameters({ runs, groupBy, individual }: ReturnsRequest) {
  return {
    runs: runs.join(","),
    ...(individual === undefined ? {} : { individual }),
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
  };
}

/** Real and model return over real steps. */
export function returnsFigureQuery(request: ReturnsRequest) {
  const query = returnsParameters(request);
  return queryOptions({
    queryKey: ["figures", "returns", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/returns", { params: { query }, signal })),
    enabled: request.runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}
