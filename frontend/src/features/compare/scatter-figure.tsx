import { useQuery } from "@tanstack/react-query";

import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { Explained } from "@/shared/guide/guide-mark";
import { Folded } from "@/shared/page/folded";
import { askedOf, type AskedRuns } from "@/shared/queries/asked-runs";

import type { ComparisonView } from "./address";
import { scatterQuery } from "./api";
import classes from "./compare.module.css";
import { FieldChoice } from "./field-choice";

interface ScatterFigureProps extends AskedRuns {
  axes: ComparisonView["axes"];
  onAxes: (axes: readonly [string, string]) => void;
}

const USUAL = ["error(10)", "real_return"] as const;

/** Any two numbers of the runs against one another; asked for when it is opened. */
export function ScatterFigure(props: ScatterFigureProps) {
  return (
    <Folded
      summary="Plot two numbers of these runs against one another: errors, returns, settings"
      isOpen={props.axes !== undefined}
    >
      <Scatter {...props} />
    </Folded>
  );
}

/** The same, unfolded. */
export function Scatter(props: ScatterFigureProps) {
  const { axes = USUAL, onAxes } = props;
  const [x, y] = axes;
  const query = useQuery(scatterQuery(askedOf(props), axes));
  return (
    <FigureSection label={`${y} against ${x}`}>
      <div className="figure-head">
        <Explained about="Two numbers of runs" section="twoNumbers">
          <h2>
            {y} against {x}
          </h2>
        </Explained>
      </div>
      <div className={classes["axes"]}>
        <FieldChoice
          label="Across"
          value={x}
          isNumber
          onValue={(value) => {
            onAxes([value, y]);
          }}
        />
        <FieldChoice
          label="Up"
          value={y}
          isNumber
          onValue={(value) => {
            onAxes([x, value]);
          }}
        />
      </div>
      <Chart query={query} label={`${y} against ${x}: a dot for each run`} height={340} />
    </FigureSection>
  );
}
