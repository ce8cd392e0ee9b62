import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { CurveView } from "@/shared/figure-controls/curve-view";
import { ScaleChoice, TrainingLook } from "@/shared/figure-controls/look-controls";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { useZoomedPart } from "@/shared/figures/zoomed-part";
import { unbroken } from "@/shared/words/numbers";
import { askedOf } from "@/shared/queries/asked-runs";
import { Explained } from "@/shared/guide/guide-mark";

import { returnsFigureQuery, type ReturnsRequest } from "./api";

interface ReturnsFigureProps extends ReturnsRequest {
  /** How it is looked at, and what changes it. */
  view: Pick<CurveView, "axis" | "smoothing" | "returnsScale" | "published">;
  onChange: (change: Partial<CurveView>) => void;
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
  const { title, aside, middle, individual, view, onChange, cursor, onHover, onPick } = props;
  const { part, onZoom } = useZoomedPart();
  const { smoothing, axis, returnsScale: scale, published } = view;
  const look = { smoothing, axis, scale, part, published };
  const query = useQuery(returnsFigureQuery({ ...askedOf(props), middle, individual }, look));
  const drawn = query.data?.empty === false;
  return (
    <FigureSection label={title}>
      <div className="figure-head">
        <Explained about={title} section="returns">
          <h2>{title}</h2>
        </Explained>
        <TrainingLook view={view} onChange={onChange}>
          <ScaleChoice
            label="Scale of the returns"
            chosen={scale}
            drawn={query.data?.figure}
            onChange={(returnsScale) => {
              onChange({ returnsScale });
            }}
          />
        </TrainingLook>
        {aside}
      </div>
      <Chart
        query={query}
        label={`${title} over real environment steps, in reward per episode.`}
        coming={coming}
        height={height}
        onZoom={onZoom}
        cursor={cursor}
        onHover={onHover}
        onPick={onPick}
      />
      {drawn && <p className="reading">{unbroken(reading)}</p>}
    </FigureSection>
  );
}
