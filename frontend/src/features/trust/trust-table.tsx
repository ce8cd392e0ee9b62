import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import { useFirstRows } from "@/shared/tables/first-rows";
import { GroupName } from "@/shared/tables/group-mark";
import { Failed, Loading } from "@/shared/page/page-states";
import { WideTable } from "@/shared/tables/wide-table";
import { WordsCell } from "@/shared/tables/words-cell";
import { counted, unbroken } from "@/shared/words/numbers";
import { GuideMark } from "@/shared/guide/guide-mark";

import { trustComparisonQuery, type TrustRequest } from "./api";
import { pressed, sorted, type Sorting, sortingOf, type TrustGroup } from "./sorting";
import classes from "./trust-table.module.css";

type Column = Schema<"DiagnosticView">;

interface TrustTableProps extends TrustRequest {
  /** The order of the rows, as the address says it. */
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  /** The columns, as the catalog describes them. */
  columns: readonly Column[];
}

/** How far the model of each group can be trusted, and what trusting it cost. */
export function TrustTable({ sort, onSort, columns, ...request }: TrustTableProps) {
  const trust = useQuery(trustComparisonQuery(request));
  if (trust.data === undefined) {
    return trust.isError ? (
      <Failed error={trust.error} retry={trust.refetch} />
    ) : (
      <Loading what="how far the models can be trusted" />
    );
  }
  const { groups, along, reading, reason } = trust.data;
  if (reason !== null) return <p className="reading soft">{reason}</p>;
  return (
    <>
      <p className={`reading ${classes.reading ?? ""}`}>{unbroken(reading)}</p>
      <Rows groups={groups} along={along} columns={columns} sort={sort} onSort={onSort} />
      <details className={classes.columns}>
        <summary>How to read the columns</summary>
        <dl>
          {columns.map((column) => (
            <ColumnWords key={column.key} column={column} />
          ))}
        </dl>
      </details>
    </>
  );
}

function ColumnWords({ column }: { column: Column }) {
  const { name, unit, definition, how_to_read: howToRead, guide } = column;
  return (
    <>
      <dt>
        {name} <span className="soft">({unit})</span>{" "}
        <GuideMark about={name} section={{ place: guide }} />
      </dt>
      <dd className="soft">
        {definition} {howToRead}
      </dd>
    </>
  );
}

type RowsProps = Pick<TrustTableProps, "sort" | "onSort" | "columns"> & {
  groups: readonly TrustGroup[];
  /** By column, along whose episodes its errors are. */
  along: Readonly<Record<string, string>>;
};

function Rows({ groups, along, columns, sort, onSort }: RowsProps) {
  const sorting = sortingOf(sort, groups);
  const { visible, more } = useFirstRows(sorted(groups, sorting));
  return (
    <>
      <WideTable label="Trust by group" className={classes.table}>
        <caption className="hidden">
          How far each group&apos;s model can be trusted: mean and 95 % interval over seeds, of
          lengths median and range; of a run alone over its episodes
        </caption>
        <thead>
          <tr>
            <th scope="col">group</th>
            {columns.map((column) => (
              <Head
                key={column.key}
                column={column}
                along={along[column.key]}
                sorting={sorting}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {visible.map((group) => (
            <tr key={group.key}>
              <th scope="row">
                <GroupName group={group} />{" "}
                <span className="note">{counted(group.seeds, "seed")}</span>
              </th>
              {columns.map(({ key }) => (
                <WordsCell key={key} cell={group.cells[key]} />
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
      {more}
    </>
  );
}

interface HeadProps {
  column: Column;
  along: string | undefined;
  sorting: Sorting | undefined;
  onSort: (sort: string | undefined) => void;
}

function Head({
  column: { key, name, unit, definition, how_to_read: howToRead },
  along,
  sorting,
  onSort,
}: HeadProps) {
  const isSorted = sorting?.key === key;
  const order = sorting?.descending === true ? "descending" : "ascending";
  return (
    <th scope="col" className="number" aria-sort={isSorted ? order : undefined}>
      <button
        type="button"
        className={classes.head}
        data-sorted={isSorted || undefined}
        title={`${definition} ${howToRead}`}
        onClick={() => {
          onSort(pressed(key, sorting));
        }}
      >
        {name}
        {isSorted && (order === "descending" ? " ↓" : " ↑")}
        <span className={classes.unit}>
          {unit}
          {along !== undefined && `, ${along}`}
        </span>
      </button>
    </th>
  );
}
