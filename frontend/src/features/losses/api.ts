import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** What the losses figure can show, in the order of the learning. */
export const LOSSES = [
  { key: "model/loss_train", label: "model, training" },
  { key: "model/loss_holdout", label: "model, held out" },
  { key: "policy/critic_loss", label: "critic" },
  { key: "policy/actor_loss", label: "actor" },
  { key: "policy/temperature", label: "temperature" },
  { key: "policy/entropy", label: "entropy" },
  { key: "calibration/rank_correlation", label: "disagreement vs. error" },
] as const;

export function lossesFigureQuery(runId: string, key: string) {
  return queryOptions({
    queryKey: ["figures", "losses", { runId, key }],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/figures/losses", {
          params: { query: { runs: runId, keys: key } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    meta: { runIds: [runId] },
  });
}
