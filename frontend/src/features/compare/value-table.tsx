import type { Schema } from "@/client/client";
import type { ComparedGroup } from "@/shared/queries/comparison-query";
import { useFirstRows } from "@/shared/tables/first-rows";
import { GroupName } from "@/shared/tables/group-mark";
import { WordsCell } from "@/shared/tables/words-cell";
import { WideTable } from "@/shared/tables/wide-table";
import { figure } from "@/shared/words/numbers";

import classes from "./compare.module.css";

type Column = Schema<"DiagnosticView">;

interface ValueTableProps {
  groups: readonly ComparedGroup[];
  /** Of which real steps the values are, where they are of several. */
  latest?: string;
  /** Horizon under the cursor. */
  h: number;
  /** By column, along whose episodes its errors are. */
  along: Readonly<Record<string, string>>;
  /** The columns, as the catalog describes them. */
  columns: readonly Column[];
  /** The return that seeds are asked to reach; null where there is none. */
  threshold: number | null;
  /** False between environments, where returns share no scale. */
  returnsComparable: boolean;
  /** Leaves a group out of the figures, or takes it in again; the others stay as they are. Left out on pages that are kept. */
  onHide: ((group: ComparedGroup) => void) | undefined;
  /** Takes a group for what the others are read against, or gives that up. Likewise. */
  onBaseline: ((group: ComparedGroup) => void) | undefined;
  /** Takes a group out of the comparison; left out for readers of a link. */
  onRemove: ((group: ComparedGroup) => void) | undefined;
}

/** The column whose numbers are those under the cursor. */
const AT_CURSOR = "error";
const REACHED = "reached";

/** The numbers of each group at the cursor, mean ± 95 % interval over seeds. */
export function ValueTable(props: ValueTableProps) {
  const { groups, latest = "", h, along, threshold, returnsComparable } = props;
  const { onHide, onBaseline, onRemove } = props;
  const isAgainst = groups.some(({ index }) => index < 0);
  const columns = props.columns.filter(({ key }) => key !== REACHED || threshold !== null);
  const { visible, more } = useFirstRows(groups);
  return (
    <div>
      <WideTable label="Values by group">
        <caption className="hidden">
          Values at horizon {h}: mean and 95 % interval over seeds, by group
        </caption>
        <thead>
          <tr>
            <th scope="col">group</th>
            {columns.map(({ key, name, unit, definition, how_to_read }) => (
              <th key={key} scope="col" className="number" title={`${definition} ${how_to_read}`}>
                {name}
                {key === REACHED && threshold !== null && ` (≥ ${figure(threshold)})`}
                {key === AT_CURSOR && ` at h = ${h}`}
                {along[key] !== undefined && `, ${along[key]}`}{" "}
                <span className={classes["unit"]}>{unit}</span>
              </th>
            ))}
            <th scope="col">
              <span className="hidden">hide or remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {visible.map((group) => (
            <GroupRow key={group.key} {...{ group, columns, onHide, onBaseline, onRemove }} />
          ))}
        </tbody>
      </WideTable>
      {more}
      {isAgainst && (
        <p className="note">
          Below each value its difference from the baseline&apos;s mean, of errors the ratio to it,
          with a 95 % interval (Welch) from three runs of each on.
        </p>
      )}
      {latest !== "" && <p className="note">{latest}</p>}
      {!returnsComparable && (
        <p className="note">
          These groups are of different environments: their returns and gaps are each on a scale of
          its own and cannot be set side by side.
        </p>
      )}
    </div>
  );
}

type RowProps = Pick<ValueTableProps, "columns" | "onHide" | "onBaseline" | "onRemove"> & {
  group: ComparedGroup;
};

function GroupRow({ group, columns, onHide, onBaseline, onRemove }: RowProps) {
  return (
    <tr className={group.hidden ? classes["left-out"] : undefined}>
      <th scope="row">
        <GroupName group={group} /> <span className="note">{group.note}</span>
      </th>
      {columns.map(({ key }) => (
        <WordsCell key={key} cell={group.cells[key]} below={group.against[key]} />
      ))}
      <td className="number">
        {onHide !== undefined && (
          <button
            type="button"
            className="link"
            aria-label={`${group.hidden ? "Show" : "Hide"} ${group.label}`}
            onClick={() => {
              onHide(group);
            }}
          >
            {group.hidden ? "Show" : "Hide"}
          </button>
        )}
        {onBaseline !== undefined && (
          <>
            {" · "}
            <button
              type="button"
              className="link"
              aria-label={`${group.index < 0 ? "Unpin" : "Pin"} ${group.label} as baseline`}
              onClick={() => {
                onBaseline(group);
              }}
            >
              {group.index < 0 ? "Unpin" : "Pin"}
            </button>
          </>
        )}
        {onRemove !== undefined && (
          <>
            {" · "}
            <button
              type="button"
              className="link"
              aria-label={`Remove ${group.label}`}
              onClick={() => {
                onRemove(group);
              }}
            >
              Remove
            </button>
          </>
        )}
      </td>
    </tr>
  );
}
