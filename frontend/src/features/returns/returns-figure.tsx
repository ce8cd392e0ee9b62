import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/chart";

import { returnsFigureQuery, type ReturnsRequest } from "./api";
import { type GroupReturns, returnsReading } from "./reading";

interface ReturnsFigureProps extends ReturnsRequest {
  /** The real step that the linked figures point at. */
  cursor: number | null;
  onHover: (step: number | null) => void;
  onPick: (step: number) => void;
  numbers: readonly GroupReturns[];
  /** When the first curve comes. */
  coming?: ReactNode;
  height?: number;
  /** A control that stands beside the title. */
  aside?: ReactNode;
}

/** Real against model return over real steps. */
export function ReturnsFigure({ numbers, coming, height = 260, ...props }: ReturnsFigureProps) {
  const { aside, runs, groupBy, individual, ...linked } = props;
  const query = useQuery(returnsFigureQuery({ runs, groupBy, individual }));
  const drawn = query.data?.empty === false;
  return (
    <section aria-label="Real and model return">
      <div className="figure-head">
        <h2>Real and model return</h2>
        {aside}
      </div>
      <Chart
        query={query}
        label="Real and model return over real environment steps, in reward per episode."
        coming={coming}
        height={height}
        {...linked}
      />
      {drawn && <p className="reading">{returnsReading(numbers)}</p>}
    </section>
  );
}
