import { Checkbox } from "@mantine/core";
import { Fragment, type KeyboardEvent } from "react";

import { count } from "@/shared/words/numbers";

import { nextSort, type Sort } from "./address";
import type { ListedRun } from "./listed-runs";
import type { RunField } from "./api";
import { chosenColumn, type Column, COLUMNS } from "./columns";
import { RunRow } from "./run-row";
import classes from "./runs-table.module.css";
import { isSelected, type Selection } from "./selection";
import { useRowsInSight } from "./use-rows-in-sight";
import { useSparklines } from "./use-sparklines";
import type { Choice } from "./use-selection";

interface RunsTableProps {
  runs: readonly ListedRun[];
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
  showsExperiment: boolean;
}

/** The runs as a table; on a narrow screen each run becomes a paragraph of its own. */
export function RunsTable(props: RunsTableProps) {
  const { runs, columns, total, sort, onSort, withPromises, selection, onSelect, showsExperiment } =
    props;
  const order = runs.map(({ run }) => run.id);
  const isAll = selection.ids === "all" || selection.ids.size === total;
  const { place, before, shown, after, measure } = useRowsInSight(runs);
  const inSight = shown.map(({ index }) => index);
  const curves = useSparklines(order, inSight, withPromises);
  const chosen = order.filter((id) => isSelected(selection, id)).length;
  const list = (
    <table
      ref={place}
      role="table"
      aria-label="Runs"
      aria-rowcount={total + 1}
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
        {shown.map(({ item: { run, values }, index }) => (
          <RunRow
            key={run.id}
            ref={measure}
            index={index}
            run={run}
            columns={columns}
            values={values}
            curves={curves.get(run.id)}
            isSelected={isSelected(selection, run.id)}
            showsExperiment={showsExperiment}
            onSelect={onSelect}
          />
        ))}
        <Space height={after} />
      </tbody>
    </table>
  );
  return columns.length === 0 ? list : <div className={classes.wide}>{list}</div>;
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
    if (id === undefined) return;
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
