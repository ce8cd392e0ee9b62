import { type Ref, useMemo } from "react";

import type { RunField } from "./api";
import { COLUMNS } from "./columns";
import { GroupRow, RestRow } from "./group-row";
import { type ListRow, runsAmong } from "./listed-runs";
import { RunRow } from "./run-row";
import classes from "./runs-table.module.css";
import { isSelected, type Selection } from "./selection";
import { useRowsInSight } from "./use-rows-in-sight";
import type { Choice } from "./use-selection";
import { useSparklines } from "./use-sparklines";

export interface RunsBodyProps {
  /** Runs, and where they are in groups, these. */
  rows: readonly ListRow[];
  /** The columns that a reader added. */
  columns: readonly RunField[];
  /** Whether the small curves have what the model promised. */
  withPromises: boolean;
  selection: Selection;
  /** Stable, so that rows need no redrawing. */
  onSelect: (choice: Choice) => void;
  /** How much of a group is chosen. */
  choiceOf: (mark: string) => "all" | "some" | "none";
  onChooseGroup: (mark: string) => void;
  /** Opens a group, or closes it. */
  onOpen: (mark: string) => void;
  showsExperiment: boolean;
}

/** The rows in sight. Scrolling draws this anew, and nothing around it. */
export function RunsBody(props: RunsBodyProps) {
  const { rows, withPromises } = props;
  const order = useMemo(() => runsAmong(rows).map(({ id }) => id), [rows]);
  const { place, before, shown, after, measure } = useRowsInSight(rows);
  const inSight = runsAmong(shown.map(({ item }) => item)).map(({ id }) => id);
  const curves = useSparklines(order, inSight, withPromises);
  return (
    <tbody role="rowgroup" ref={place}>
      <Space height={before} />
      {shown.map(({ item, index }) => (
        <Row
          key={keyOf(item)}
          {...props}
          item={item}
          index={index}
          measure={measure}
          curves={curves}
        />
      ))}
      <Space height={after} />
    </tbody>
  );
}

function keyOf(row: ListRow): string {
  return row.kind === "run" ? row.run.id : `${row.kind} ${row.group.mark}`;
}

interface RowProps extends RunsBodyProps {
  item: ListRow;
  index: number;
  measure: Ref<HTMLTableRowElement>;
  curves: ReturnType<typeof useSparklines>;
}

function Row({ item, index, measure, curves, columns, selection, ...props }: RowProps) {
  switch (item.kind) {
    case "run":
      return (
        <RunRow
          ref={measure}
          index={index}
          run={item.run}
          columns={columns}
          values={item.values}
          curves={curves.get(item.run.id)}
          isSelected={isSelected(selection, item.run.id)}
          showsExperiment={props.showsExperiment}
          onSelect={props.onSelect}
        />
      );
    case "group":
      return (
        <GroupRow
          ref={measure}
          index={index}
          row={item}
          columns={columns}
          choice={props.choiceOf(item.group.mark)}
          onOpen={props.onOpen}
          onChoose={props.onChooseGroup}
        />
      );
    case "rest":
      return (
        <RestRow
          ref={measure}
          index={index}
          row={item}
          width={1 + COLUMNS.length + columns.length}
        />
      );
  }
}

/** Stands for the rows above or below those in sight. */
function Space({ height }: { height: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden="true" className={classes.space} style={{ height }}>
      <td />
    </tr>
  );
}
