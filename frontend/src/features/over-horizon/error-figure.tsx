import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Schema } from "@/client/client";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import classes from "@/shared/figure-controls/controls.module.css";
import type { CurveView, Policy } from "@/shared/figure-controls/curve-view";
import { TrainingTime } from "@/shared/figure-controls/training-time";
import { askedOf, type AskedRuns, type DrawnLines } from "@/shared/queries/asked-runs";
import { unbroken } from "@/shared/words/numbers";

import { overHorizonFigureQuery } from "./api";
import { CurveControls } from "./curve-controls";
import { HorizonCursor } from "./horizon-cursor";
import { useNeighbours } from "./use-neighbours";

interface ErrorFigureProps extends AskedRuns, DrawnLines {
  view: CurveView;
  onChange: (change: Partial<CurveView>) => void;
  /** The horizon under the cursor now: the hovered one, else the chosen one. */
  cursor: number | null;
  onHover: (h: number | null) => void;
  longest: number;
  /** Real steps of the evaluations there are: the stops of the training-time slider. */
  steps: readonly number[];
  /** Along whose episodes the error is measured; undefined until it is known. */
  policy: Policy | undefined;
  catalog: Schema<"Catalog"> | undefined;
  /** How to read it at the cursor; empty until it is known. */
  reading: string;
  /** When the first curve comes. */
  coming?: ReactNode;
}

/** Per-horizon error of some runs, with everything that moves it. */
export function ErrorFigure(props: ErrorFigureProps) {
  const { middle, individual, view, onChange, cursor, longest, steps } = props;
  const request = { ...askedOf(props), middle, individual, step: view.step };
  const curve = props.catalog?.curves.find(({ has_own_figure: own }) => own);
  const figure = useQuery(overHorizonFigureQuery(request, curve?.key, view));
  useNeighbours(figure, steps, [request, curve?.key, view]);
  const choose = (h: number) => {
    onChange({ h: Math.round(h) });
  };
  return (
    <FigureSection label="Per-horizon error">
      <CurveControls
        view={{ ...view, policy: view.policy ?? props.policy, scale: view.scale ?? curve?.scale }}
        looks={props.catalog?.curve_looks}
        onChange={onChange}
      />
      <Chart
        query={figure}
        label="Open-loop state error of the model over the horizon h."
        coming={props.coming}
        height={400}
        cursor={cursor}
        cursorLabel={cursor === null ? "" : `h = ${String(cursor)}`}
        onHover={props.onHover}
        onPick={choose}
      />
      {steps.length > 0 && (
        <>
          <div className={classes.sliders}>
            <TrainingTime
              steps={steps}
              step={view.step}
              onChange={(step) => {
                onChange({ step });
              }}
            />
            <HorizonCursor h={view.h ?? cursor ?? 1} longest={longest} onChange={choose} />
          </div>
          <p className="reading">{unbroken(props.reading)}</p>
        </>
      )}
    </FigureSection>
  );
}
