import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** The diagnostics over the horizon, in the order of the questions they answer. */
export const OVER_HORIZON = [
  { kind: "return-gap", label: "return gap" },
  { kind: "closed-loop-error", label: "closed-loop error" },
  { kind: "disagreement", label: "ensemble disagreement" },
  { kind: "coverage-50", label: "coverage of 50 %" },
  { kind: "coverage-90", label: "coverage of 90 %" },
  { kind: "pathwise-norm", label: "gradient norms" },
  { kind: "pathwise-variance", label: "gradient variance" },
  { kind: "jacobian-stretch", label: "stretch of the loop" },
] as const;

export type OverHorizonKind = (typeof OVER_HORIZON)[number]["kind"];

/** One kind of diagnostic after h imagined steps; without a step, at the run's latest evaluation. */
export function overHorizonFigureQuery(
  runId: string,
  kind: OverHorizonKind,
  step: number | undefined,
) {
  const query = { runs: runId, kind, ...(step === undefined ? {} : { env_step: step }) };
  return queryOptions({
    queryKey: ["figures", "over-horizon", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/over-horizon", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: { runIds: [runId] },
  });
}
