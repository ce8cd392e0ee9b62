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
  empty: ReactNode;
  height?: number;
}

/** Real against model return over real steps. */
export function ReturnsFigure({ numbers, empty, height = 260, ...props }: ReturnsFigureProps) {
  const { runs, groupBy, individual, ...linked } = props;
  const query = useQuery(returnsFigureQuery({ runs, groupBy, individual }));
  const drawn = query.data?.empty === false;
  return (
    <section aria-label="Real and model return">
      <Chart
        query={query}
        label="Real and model return over real environment steps, in reward per episode."
        empty={empty}
        height={height}
        {...linked}
      />
      {drawn && <p className="reading">{returnsReading(numbers)}</p>}
    </section>
  );
}
