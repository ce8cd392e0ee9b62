import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/figures/chart";
import { unbroken } from "@/shared/words/numbers";
import { Explained } from "@/shared/guide/guide-mark";

import { returnsFigureQuery, type ReturnsRequest } from "./api";

interface ReturnsFigureProps extends ReturnsRequest {
  /** The real step that the linked figures point at. */
  cursor: number | null;
  onHover: (step: number | null) => void;
  onPick: (step: number) => void;
  title: string;
  /** How to read it; empty until it is known. */
  reading: string;
  /** When the first curve comes. */
  coming?: ReactNode;
  height?: number;
  /** A control that stands beside the title. */
  aside?: ReactNode;
}

/** Real against model return over real steps. */
export function ReturnsFigure({ reading, coming, height = 260, ...props }: ReturnsFigureProps) {
  const { title, aside, runs, groupBy, individual, ...linked } = props;
  const query = useQuery(returnsFigureQuery({ runs, groupBy, individual }));
  const drawn = query.data?.empty === false;
  return (
    <section aria-label={title}>
      <div className="figure-head">
        <Explained about={title} section="returns">
          <h2>{title}</h2>
        </Explained>
        {aside}
      </div>
      <Chart
        query={query}
        label={`${title} over real environment steps, in reward per episode.`}
        coming={coming}
        height={height}
        {...linked}
      />
      {drawn && <p className="reading">{unbroken(reading)}</p>}
    </section>
  );
}
