import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Chart } from "@/shared/figures/chart";
import { Explained } from "@/shared/guide/guide-mark";
import type { AskedRuns } from "@/shared/queries/asked-runs";
import { ERROR_FIELDS, runFieldsQuery } from "@/shared/queries/run-fields-query";

import type { ComparisonView } from "./address";
import { scatterQuery } from "./api";
import classes from "./compare.module.css";

interface ScatterFigureProps extends AskedRuns {
  axes: ComparisonView["axes"];
  onAxes: (axes: readonly [string, string]) => void;
}

const USUAL = ["error(10)", "real_return"] as const;

/** Any two numbers of the runs against one another; asked for when it is opened. */
export function ScatterFigure(props: ScatterFigureProps) {
  const [isOpen, setIsOpen] = useState(props.axes !== undefined);
  return (
    <details
      className={classes["more"]}
      open={isOpen}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
      }}
    >
      <summary>
        Plot two numbers of these runs against one another: errors, returns, settings
      </summary>
      {isOpen && <Drawn {...props} axes={props.axes ?? USUAL} />}
    </details>
  );
}

function Drawn({
  runs,
  groupBy,
  hide,
  axes,
  onAxes,
}: ScatterFigureProps & { axes: readonly [string, string] }) {
  const [x, y] = axes;
  const { data } = useQuery(runFieldsQuery());
  const query = useQuery(scatterQuery({ runs, groupBy, hide }, axes));
  const numbers = (data?.items ?? []).filter(({ is_number: isNumber }) => isNumber);
  const names = [...new Set([...ERROR_FIELDS, ...numbers].map(({ name }) => name).concat(x, y))];
  return (
    <section aria-labelledby="scatter">
      <Explained about="Two numbers of runs" section="twoNumbers">
        <h3 id="scatter">
          {y} against {x}
        </h3>
      </Explained>
      <div className={classes["axes"]}>
        <Axis
          label="Across"
          names={names}
          value={x}
          onValue={(value) => {
            onAxes([value, y]);
          }}
        />
        <Axis
          label="Up"
          names={names}
          value={y}
          onValue={(value) => {
            onAxes([x, value]);
          }}
        />
      </div>
      <Chart query={query} label={`${y} against ${x}: a dot for each run`} height={340} />
    </section>
  );
}

interface AxisProps {
  label: string;
  names: string[];
  value: string;
  onValue: (value: string) => void;
}

function Axis({ label, names, value, onValue }: AxisProps) {
  return (
    <Select
      label={label}
      size="xs"
      data={names}
      value={value}
      searchable
      allowDeselect={false}
      onChange={(chosen) => {
        if (chosen !== null) onValue(chosen);
      }}
    />
  );
}
