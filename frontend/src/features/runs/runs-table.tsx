import { Checkbox } from "@mantine/core";
import { Fragment, type KeyboardEvent, type Ref } from "react";

import { count } from "@/shared/words/numbers";

import { nextSort, type Sort } from "./address";
import type { RunField } from "./api";
import { GroupRow, RestRow } from "./group-row";
import { type ListRow, runsAmong } from "./listed-runs";
import { chosenColumn, type Column, COLUMNS } from "./columns";
import { RunRow } from "./run-row";
import classes from "./runs-table.module.css";
import { isSelected, type Selection } from "./selection";
import { useRowsInSight } from "./use-rows-in-sight";
import { useSparklines } from "./use-sparklines";
import type { Choice } from "./use-selection";

interface RunsTableProps {
  /** Runs, and where they are in groups, these. */
  rows: readonly ListRow[];
  /** The columns that a reader added. */
  columns: readonly RunField[];
  total: number;
  sort: Sort;
  onSort: (sort: Sort) => void;
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

/** The runs as a table; on a narrow screen each run becomes a paragraph of its own. */
export function RunsTable(props: RunsTableProps) {
  const { rows, columns, total, sort, onSort, withPromises, selection, onSelect } = props;
  const order = runsAmong(rows).map(({ id }) => id);
  const isAll = selection.ids === "all" || selection.ids.size === total;
  const { place, before, shown, after, measure } = useRowsInSight(rows);
  const inSight = runsAmong(shown.map(({ item }) => item)).map(({ id }) => id);
  const curves = useSparklines(order, inSight, withPromises);
  const chosen = order.filter((id) => isSelected(selection, id)).length;
  const list = (
    <table
      ref={place}
      role="table"
      aria-label="Runs"
      aria-rowcount={Math.max(total, rows.length) + 1}
      className={`figures ${classes.table ?? ""}`}
      onKeyDown={(event) => {
        moveAlong(event, onSelect);
      }}
    >
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" className={classes.select}>
            <Checkbox
              size="xs"
              aria-label={`Select all ${count(total)} runs`}
              checked={isAll}
              indeterminate={chosen > 0 && !isAll}
              onChange={() => {
                onSelect({ what: "all" });
              }}
            />
          </th>
          {[...COLUMNS, ...columns.map(chosenColumn)].map((column) => (
            <Heading key={column.label} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
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
    </table>
  );
  return columns.length === 0 ? list : <div className={classes.wide}>{list}</div>;
}

function keyOf(row: ListRow): string {
  return row.kind === "run" ? row.run.id : `${row.kind} ${row.group.mark}`;
}

interface RowProps extends RunsTableProps {
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

/** A name that may go on in the next line after each of its parts. */
function Breakable({ name }: { name: string }) {
  return name.split(/(?<=[._])/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

interface HeadingProps {
  column: Column;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function Heading({ column, sort, onSort }: HeadingProps) {
  const { label, sort: key, firstDescending, isNumber, isSpare, title } = column;
  const isSorted = key !== null && sort.replace(/^-/, "") === key;
  const isDescending = sort.startsWith("-");
  const className = `${isNumber ? "number" : ""} ${isSpare ? (classes.spare ?? "") : ""}`.trim();
  if (key === null) {
    return (
      <th role="columnheader" scope="col" className={className} title={title}>
        {label}
      </th>
    );
  }
  return (
    <th
      role="columnheader"
      scope="col"
      className={className}
      title={title}
      {...(isSorted ? { "aria-sort": isDescending ? "descending" : "ascending" } : {})}
    >
      <button
        type="button"
        className={classes.sort}
        onClick={() => {
          onSort(nextSort(sort, key, firstDescending));
        }}
      >
        <Breakable name={label} />
        <span aria-hidden="true">{isSorted ? (isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** Arrows move from row to row wherever in a row the focus is; the space bar selects the row whose name has it. */
function moveAlong(event: KeyboardEvent<HTMLTableElement>, select: (choice: Choice) => void): void {
  if (!(event.target instanceof HTMLElement)) return;
  if (event.key === " ") {
    const id = event.target.dataset["run"];
    // On a group's name it opens the group, as on any button.
    if (id === undefined || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    select({ what: event.shiftKey ? "up-to" : "row", id });
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-run]")];
  const row = event.target.closest("tr");
  const at = links.findIndex((link) => row?.contains(link));
  links[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}
