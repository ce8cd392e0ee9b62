import type { Schema } from "@/client/client";

import classes from "./sparkline.module.css";

const WIDTH = 72;
const HEIGHT = 20;
/** Half a stroke, so that peaks are not cut. */
const MARGIN = 1.5;

type Line = Schema<"SparkLine">;

/** A run's real return over real steps as a small curve, with what the model promised dashed. */
export function Sparkline({ curves }: { curves: Schema<"Sparkline"> | undefined }) {
  if (curves === undefined) return <span className={classes.empty} aria-hidden="true" />;
  const { real, model, words } = curves;
  if (real.values.length + model.values.length === 0) return <span aria-label={words}>–</span>;
  const x = scaleOf([...real.steps, ...model.steps], MARGIN, WIDTH - MARGIN);
  const y = scaleOf([...real.values, ...model.values], HEIGHT - MARGIN, MARGIN);
  const points = (line: Line): string =>
    line.values.map((value, at) => `${x(line.steps[at] ?? 0)},${y(value)}`).join(" ");
  const [only] = real.values.length === 1 ? real.values : [];
  return (
    <svg
      role="img"
      aria-label={words}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.sparkline}
    >
      <title>{words}</title>
      <polyline className={classes.model} points={points(model)} />
      <polyline className={classes.real} points={points(real)} />
      {only !== undefined && (
        <circle className={classes.dot} cx={x(real.steps[0] ?? 0)} cy={y(only)} r={MARGIN} />
      )}
    </svg>
  );
}

/** Where a value lies between two ends of the drawing; equal values lie in the middle. */
function scaleOf(values: readonly number[], from: number, to: number): (value: number) => string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const middle = (from + to) / 2;
  return (value) =>
    (most === least ? middle : from + ((value - least) / (most - least)) * (to - from)).toFixed(1);
}
