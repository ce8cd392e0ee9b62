import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, call } from "@/client/client";

/** The diagnostics over the horizon, in the order of the questions they answer. */
export const OVER_HORIZON = [
  { kind: "return-gap", label: "return gap" },
  { kind: "return-gap-discounted", label: "discounted return gap" },
  { kind: "closed-loop-error", label: "closed-loop error" },
  { kind: "disagreement", label: "ensemble disagreement" },
  { kind: "coverage-50", label: "coverage of 50 %" },
  { kind: "coverage-90", label: "coverage of 90 %" },
  { kind: "pathwise-norm", label: "gradient norms" },
  { kind: "pathwise-variance", label: "gradient variance" },
  { kind: "jacobian-stretch", label: "stretch of the loop" },
] as const;

/** The diagnostic that a name means; the first where it is none of them. */
export function diagnosticOf(name: string | undefined): (typeof OVER_HORIZON)[number] {
  return OVER_HORIZON.find(({ kind }) => kind === name) ?? OVER_HORIZON[0];
}

export interface OverHorizonRequest {
  runs: readonly string[];
  groupBy: readonly string[] | undefined;
  /** One line per run beside its group's mean. */
  individual: boolean;
  /** Real step of the evaluation; undefined is each run's latest. */
  step: number | undefined;
  diagnostic: string | undefined;
}

/** The figure's parameters, as its address and the export's take them. */
export function overHorizonParameters(request: OverHorizonRequest) {
  const { runs, groupBy, individual, step, diagnostic } = request;
  return {
    runs: runs.join(","),
    kind: diagnosticOf(diagnostic).kind,
    individual,
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
    ...(step === undefined ? {} : { env_step: step }),
  };
}

/** One kind of diagnostic after h imagined steps. */
export function overHorizonFigureQuery(request: OverHorizonRequest) {
  const query = overHorizonParameters(request);
  return queryOptions({
    queryKey: ["figures", "over-horizon", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/figures/over-horizon", { params: { query }, signal })),
    enabled: request.runs.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: request.runs },
  });
}
