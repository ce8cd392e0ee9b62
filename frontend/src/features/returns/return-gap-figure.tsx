import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/chart";

import { returnGapFigureQuery, type ReturnGapRequest } from "./api";
import { type GroupReturns, returnGapReading } from "./reading";

interface ReturnGapFigureProps extends ReturnGapRequest {
  /** The horizon that the linked figures point at. */
  cursor: number | null;
  onHover: (h: number | null) => void;
  onPick: (h: number) => void;
  numbers: readonly GroupReturns[];
  empty: ReactNode;
}

/** Model minus real return after h steps. */
export function ReturnGapFigure({ numbers, empty, ...props }: ReturnGapFigureProps) {
  const { runs, groupBy, individual, step, ...linked } = props;
  const query = useQuery(returnGapFigureQuery({ runs, groupBy, individual, step }));
  const drawn = query.data?.empty === false;
  return (
    <section aria-label="Return gap by horizon">
      <div className="figure-head">
        <h2>Return gap by horizon</h2>
      </div>
      <Chart
        query={query}
        label="Model return minus real return after h steps, in reward."
        empty={empty}
        height={260}
        {...linked}
      />
      {drawn && <p className="reading">{returnGapReading(numbers)}</p>}
    </section>
  );
}
