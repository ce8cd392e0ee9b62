import { useQuery } from "@tanstack/react-query";

import { Chart } from "@/shared/figures/chart";

import { objectiveMismatchQuery, type StatisticsRequest } from "./api";

const AXIS_HEIGHT = 72;
const ROW_HEIGHT = 38;
const EMPTY_HEIGHT = 96;

/** Whether what is measured of the models ranks the runs as their returns do. */
export function ObjectiveMismatch(request: Pick<StatisticsRequest, "runs" | "among" | "step">) {
  const query = useQuery(objectiveMismatchQuery(request));
  const rows = query.data?.rows.length ?? 0;
  return (
    <section aria-labelledby="objective-mismatch">
      <h3 id="objective-mismatch">Objective mismatch: which diagnostics go with the return</h3>
      <Chart
        query={query}
        label="Rank correlation of each diagnostic with the real return, over the compared runs"
        height={rows === 0 ? EMPTY_HEIGHT : AXIS_HEIGHT + ROW_HEIGHT * rows}
      />
      {query.data !== undefined && query.data.reading !== "" && (
        <p className="reading">{query.data.reading}</p>
      )}
    </section>
  );
}
