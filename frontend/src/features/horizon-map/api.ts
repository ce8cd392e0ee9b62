import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import type { Policy } from "@/shared/figure-controls/curve-view";
import { askedParameters, type AskedRuns, changesOf, namesRuns } from "@/shared/queries/asked-runs";

interface HorizonMapRequest extends AskedRuns {
  /** Place of the group whose error is drawn; undefined is the first. */
  group: number | undefined;
  /** Along whose episodes; undefined is as the server has it. */
  policy: Policy | undefined;
}

/** The figure's parameters, as its address and the export's take them. */
export function horizonMapParameters({ group, policy, ...asked }: HorizonMapRequest) {
  return {
    ...askedParameters(asked),
    ...(group === undefined ? {} : { group }),
    ...(policy === undefined ? {} : { policy }),
  };
}

/** The error of one group by horizon and training time. */
export function horizonMapQuery(request: HorizonMapRequest) {
  const query = horizonMapParameters(request);
  return queryOptions({
    queryKey: ["figures", "horizon-map", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/horizon-map", { params: { query }, signal })),
    enabled: namesRuns(request),
    placeholderData: keepPreviousData,
    meta: changesOf(request),
  });
}
