import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

export interface TrajectoriesRequest {
  run: string;
  /** Real step of the evaluation; undefined is the latest. */
  step: number | undefined;
  /** Dimension of the observation; undefined is the first recorded. */
  dimension: number | undefined;
  /** The dimension that it is drawn against; undefined is the step of the episode. */
  against: number | undefined;
}

/** The figure's parameters, as its address and the export's take them. */
export function trajectoriesParameters({ run, step, dimension, against }: TrajectoriesRequest) {
  return {
    run,
    ...(step === undefined ? {} : { env_step: step }),
    ...(dimension === undefined ? {} : { dimension }),
    ...(against === undefined ? {} : { against }),
  };
}

/** Real and imagined trajectories of the last evaluation, at or before a step, that recorded some. */
export function trajectoriesFigureQuery(request: TrajectoriesRequest) {
  const query = trajectoriesParameters(request);
  return queryOptions({
    queryKey: ["figures", "trajectories", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/trajectories", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: { runIds: [request.run] },
  });
}
