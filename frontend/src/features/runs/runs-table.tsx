import type { KeyboardEvent } from "react";

import type { Sort } from "./address";
import { runsAmong } from "./listed-runs";
import { RunsBody, type RunsBodyProps } from "./runs-body";
import { RunsHead } from "./runs-head";
import classes from "./runs-table.module.css";
import { isSelected } from "./selection";
import type { Choice } from "./use-selection";

interface RunsTableProps extends RunsBodyProps {
  total: number;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** All runs may be chosen next. */
  onNearAll: () => void;
}

/** The runs as a table; on a narrow screen each run becomes a paragraph of its own. */
export function RunsTable({ total, sort, onSort, onNearAll, ...body }: RunsTableProps) {
  const { rows, columns, selection, onSelect } = body;
  const isAll = selection.ids === "all" || selection.ids.size === total;
  const isAny = runsAmong(rows).some(({ id }) => isSelected(selection, id));
  const list = (
    <table
      role="table"
      aria-label="Runs"
      aria-rowcount={Math.max(total, rows.length) + 1}
      className={`figures ${classes.table ?? ""}`}
      onKeyDown={(event) => {
        moveAlong(event, onSelect);
      }}
    >
      <RunsHead
        columns={columns}
        total={total}
        chosen={isAll ? "all" : isAny ? "some" : "none"}
        onSelect={onSelect}
        onNearAll={onNearAll}
        sort={sort}
        onSort={onSort}
      />
      <RunsBody {...body} />
    </table>
  );
  return columns.length === 0 ? list : <div className={classes.wide}>{list}</div>;
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
