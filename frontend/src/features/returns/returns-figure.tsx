import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/figures/chart";

import { returnsFigureQuery, type ReturnsRequest } from "./api";
import { type GroupReturns, haveNoModel, returnsReading } from "./returns-sentences";

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
  const title = haveNoModel(numbers) ? "Real return" : "Real and model return";
  return (
    <section aria-label={title}>
      <div className="figure-head">
        <h2>{title}</h2>
        {aside}
      </div>
      <Chart
        query={query}
        label={`${title} over real environment steps, in reward per episode.`}
        coming={coming}
        height={height}
        {...linked}
      />
      {drawn && <p className="reading">{returnsReading(numbers)}</p>}
    </section>
  );
}
