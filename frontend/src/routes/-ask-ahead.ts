import type { QueryClient } from "@tanstack/react-query";

import { amongOf, type ComparisonView, namesAny } from "@/features/compare/address";
import { overHorizonFigureQuery, type OverHorizonRequest } from "@/features/over-horizon/api";
import { returnsFigureQuery } from "@/features/returns/api";
import { runQuery } from "@/features/run/api";
import { groupsQueryOf, runQueryOf, type RunsView } from "@/features/runs/address";
import { groupsQuery, runsQuery } from "@/features/runs/api";
import { loadPlotly } from "@/shared/figures/plotly-loader";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { comparisonQuery } from "@/shared/queries/comparison-query";

// What is asked ahead is not asked again because it has become old since: events say so.
const ONCE = { staleTime: "static" } as const;

/** The page asks again for what fails here, and says what is wrong. */
const leaveToThePage = (): void => undefined;

/** Asks for what a comparison shows first, while its page's code is still on the way. */
export function askForComparison(client: QueryClient, view: ComparisonView): void {
  const { runs, groupBy, hide, middle, threshold, h, step, policy, seeds: individual } = view;
  const { smoothing, returnsScale: scale } = view;
  loadPlotly().catch(leaveToThePage);
  if (!namesAny(view)) return;
  const among = amongOf(view);
  const asked = { runs, among, groupBy, hide, baseline: view.baseline, middle };
  const comparison = { ...asked, threshold, h, step, policy };
  client.query({ ...comparisonQuery(comparison), ...ONCE }).catch(leaveToThePage);
  // Which runs these are says the comparison, and so how they are named.
  if (among !== undefined) return;
  const request = { ...asked, individual };
  const { axis, published } = view;
  const look = { smoothing, axis, scale, part: null, published };
  client.query({ ...returnsFigureQuery(request, look), ...ONCE }).catch(leaveToThePage);
  askForErrors(client, { ...request, step }, view).catch(leaveToThePage);
}

async function askForErrors(
  client: QueryClient,
  request: OverHorizonRequest,
  view: ComparisonView,
): Promise<void> {
  const { curves } = await client.query({ ...catalogQuery(), ...ONCE });
  const curve = curves.find(({ has_own_figure: own }) => own);
  await client.query({ ...overHorizonFigureQuery(request, curve?.key, view), ...ONCE });
}

/** Likewise of a run. */
export function askForRun(client: QueryClient, runId: string): void {
  loadPlotly().catch(leaveToThePage);
  client.query({ ...runQuery(runId), ...ONCE }).catch(leaveToThePage);
  client.query({ ...catalogQuery(), ...ONCE }).catch(leaveToThePage);
}

/** Likewise of a list of runs. */
export function askForRuns(client: QueryClient, view: RunsView): void {
  const grouping = groupsQueryOf(view, null);
  const asked =
    grouping === null
      ? client.infiniteQuery({ ...runsQuery(runQueryOf(view, null)), ...ONCE })
      : client.query({ ...groupsQuery(grouping), ...ONCE });
  asked.catch(leaveToThePage);
}
