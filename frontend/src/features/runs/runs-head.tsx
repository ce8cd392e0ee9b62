import { Fragment } from "react";

import { RowCheckbox } from "@/shared/tables/row-checkbox";
import { count } from "@/shared/words/numbers";

import { nextSort, type Sort } from "./address";
import type { RunField } from "./api";
import { chosenColumn, type Column, COLUMNS } from "./columns";
import classes from "./runs-table.module.css";
import type { Choice } from "./use-selection";

interface RunsHeadProps {
  /** The columns that a reader added. */
  columns: readonly RunField[];
  total: number;
  /** How many of the runs are chosen. */
  chosen: "all" | "some" | "none";
  onSelect: (choice: Choice) => void;
  /** All runs may be chosen next. */
  onNearAll: () => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** The names of the columns, by which a list is sorted, and the box that chooses all runs. */
export function RunsHead(props: RunsHeadProps) {
  const { columns, total, chosen, onSelect, onNearAll, sort, onSort } = props;
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" className={classes.select}>
          <RowCheckbox
            label={`Select all ${count(total)} runs`}
            checked={chosen === "all"}
            indeterminate={chosen === "some"}
            onChange={() => {
              onSelect({ what: "all" });
            }}
            onNear={onNearAll}
          />
        </th>
        {[...COLUMNS, ...columns.map(chosenColumn)].map((column) => (
          <Heading key={column.label} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
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
