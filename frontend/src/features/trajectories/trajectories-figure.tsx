import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/figures/chart";
import { TrainingTime } from "@/shared/figure-controls/training-time";
import { unbroken } from "@/shared/words/numbers";
import { Explained } from "@/shared/guide/guide-mark";

import { trajectoriesFigureQuery, type TrajectoriesRequest } from "./api";
import { AxisChoice } from "./axis-choice";
import { figureLabel } from "./axes";
import classes from "./trajectories.module.css";

interface TrajectoriesFigureProps {
  request: TrajectoriesRequest;
  onChange: (change: Partial<Omit<TrajectoriesRequest, "run">>) => void;
  /** When the first ones come. */
  coming?: ReactNode;
}

/** The lecture's picture: the real trajectory, and imagined ones that branch off it. */
export function TrajectoriesFigure({ request, onChange, coming }: TrajectoriesFigureProps) {
  const query = useQuery(trajectoriesFigureQuery(request));
  const told = query.data;
  const steps = told?.env_steps ?? [];
  const drawn = told?.empty === false ? told : undefined;
  return (
    <section aria-label="Trajectories" className={classes.section}>
      <div className="figure-head">
        <Explained about="Trajectories" section="trajectories">
          <h2>Trajectories, real and imagined</h2>
        </Explained>
        {drawn && <AxisChoice told={drawn} onChange={onChange} />}
      </div>
      <Chart query={query} label={figureLabel(drawn)} coming={coming} height={320} />
      {steps.length > 0 && (
        <div className={classes.time}>
          <TrainingTime
            steps={steps}
            step={request.step}
            onChange={(step) => {
              onChange({ step });
            }}
          />
        </div>
      )}
      {drawn && <p className="reading">{unbroken(drawn.reading)}</p>}
    </section>
  );
}
