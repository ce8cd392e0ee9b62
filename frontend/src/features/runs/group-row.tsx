import type { Ref } from "react";

import { RowCheckbox } from "@/shared/tables/row-checkbox";
import { StatusBar } from "@/shared/tables/status-bar";
import { countSentence } from "@/shared/words/run-counts";
import { counted, figure } from "@/shared/words/numbers";

import type { RunField, RunGroup } from "./api";
import type { GroupHead, GroupRest } from "./listed-runs";
import { LoadMore } from "./load-more";
import { ValueOf } from "./run-row";
import classes from "./runs-table.module.css";

type Estimate = RunGroup["real_return"];

interface GroupRowProps {
  row: GroupHead;
  index: number;
  ref: Ref<HTMLTableRowElement>;
  columns: readonly RunField[];
  /** Whether all of its runs are chosen, or only some. */
  choice: "all" | "some" | "none";
  onOpen: (mark: string) => void;
  onChoose: (mark: string) => void;
}

/** A group as a row: what its runs have in common, their states, and what they measured. */
export function GroupRow({ row, index, ref, columns, choice, onOpen, onChoose }: GroupRowProps) {
  const { group, isOpen } = row;
  const open = (): void => {
    onOpen(group.mark);
  };
  return (
    <tr ref={ref} role="row" aria-rowindex={index + 2} data-index={index} className={classes.group}>
      <td role="cell" className={classes.select}>
        <RowCheckbox
          checked={choice === "all"}
          indeterminate={choice === "some"}
          label={`Select the ${counted(group.count, "run")} of ${group.label}`}
          onChange={() => {
            onChoose(group.mark);
          }}
        />
      </td>
      <td role="cell" className={classes.name}>
        <button
          type="button"
          className={classes.open}
          aria-expanded={isOpen}
          data-run={`group ${group.mark}`}
          onClick={open}
        >
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> <bdi>{group.label}</bdi>
        </button>
      </td>
      <td role="cell" colSpan={7} className={classes.counts}>
        {counted(group.count, "run")}: {countSentence(group.run_counts)}
        {group.copies > 0 && (
          <span title="Runs that repeat the seed and settings of another count in no mean">
            , {counted(group.copies, "repeat")}
          </span>
        )}
        <StatusBar counts={group.run_counts} />
      </td>
      <td role="cell" className={`number ${classes.returned ?? ""}`} data-label="real return">
        <Mean estimate={group.real_return} of={group.count} />
      </td>
      <td role="cell" className={classes.spare} />
      <td role="cell" />
      {columns.map(({ name, is_number: isNumber }, at) => {
        const said = group.columns[at];
        return (
          <td role="cell" key={name} className={isNumber ? "number" : ""} data-label={name}>
            {said === undefined ? null : said.estimate === null ? (
              said.same === null ? (
                said.values > 0 && counted(said.values, "value")
              ) : (
                <ValueOf value={said.same} />
              )
            ) : (
              <Mean estimate={said.estimate} of={group.count} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** A mean with half of its interval, and of how many runs where these are not all. */
function Mean({ estimate, of }: { estimate: Estimate; of: number }) {
  const { mean, low, high, n } = estimate;
  if (mean === null) return <>–</>;
  const hasEnds = low !== null && high !== null;
  const ends = hasEnds ? `, 95 % interval ${figure(low)} to ${figure(high)}` : "";
  return (
    <span title={`mean of ${counted(n, "run")}${ends}`}>
      {figure(mean)}
      {hasEnds && <span className={classes.half}> ± {figure((high - low) / 2)}</span>}
      {n < of && <span className={classes.half}> (n = {n})</span>}
    </span>
  );
}

interface RestRowProps {
  row: GroupRest;
  index: number;
  ref: Ref<HTMLTableRowElement>;
  /** Columns of the whole table. */
  width: number;
}

/** The runs of an open group that are not loaded yet. */
export function RestRow({ row, index, ref, width }: RestRowProps) {
  const { left, group, isLoading, onMore } = row;
  return (
    <tr ref={ref} role="row" aria-rowindex={index + 2} data-index={index}>
      <td role="cell" colSpan={width}>
        {onMore === null ? (
          <span className="note">Loading the runs of {group.label}…</span>
        ) : (
          <LoadMore
            isLoading={isLoading}
            onMore={onMore}
            label={`${counted(left, "more run")} of ${group.label}`}
          />
        )}
      </td>
    </tr>
  );
}
