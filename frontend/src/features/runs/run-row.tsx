import { useNavigate } from "@tanstack/react-router";
import { memo, type MouseEvent, type Ref } from "react";

import type { Schema } from "@/client/client";
import { Age } from "@/shared/words/age";
import { stringifySearch } from "@/shared/address/search-text";
import { figure } from "@/shared/words/numbers";
import { RowCheckbox } from "@/shared/tables/row-checkbox";
import { RowLink } from "@/shared/tables/row-link";
import { StatusWord } from "@/shared/tables/status-word";
import { WarningMark } from "@/shared/tables/warning-mark";
import { RunName } from "@/shared/tables/whole-name";

import type { Run, RunField } from "./api";
import type { Value } from "./listed-runs";
import { Progress } from "./progress";
import { Sparkline } from "./sparkline";
import classes from "./runs-table.module.css";
import type { Choice } from "./use-selection";

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T/;

interface RunRowProps {
  run: Run;
  /** Its place in the list, from 0. */
  index: number;
  ref: Ref<HTMLTableRowElement>;
  /** The columns that a reader added, and the run's values of them. */
  columns: readonly RunField[];
  values: readonly Value[];
  /** `undefined` until they are known. */
  curves: Schema<"Sparkline"> | undefined;
  isSelected: boolean;
  showsExperiment: boolean;
  onSelect: (choice: Choice) => void;
}

/** A run as a row. Redrawn only when the run or its selection changed. */
export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { run, index, ref, columns, values, curves, isSelected, showsExperiment, onSelect } = props;
  const navigate = useNavigate();
  const open = (event: MouseEvent): void => {
    if (isInteractive(event.target)) return;
    if (event.shiftKey) onSelect({ what: "up-to", id: run.id });
    else void navigate({ to: "/runs/$runId", params: { runId: run.id } });
  };
  return (
    <tr
      ref={ref}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-selected={isSelected}
      className={classes.row}
      onClick={open}
    >
      <td role="cell" className={classes.select}>
        <RowCheckbox
          checked={isSelected}
          label={`Select ${run.name} ${run.told_apart}`.trimEnd()}
          onChange={(event) => {
            const native = event.nativeEvent;
            const isRange = native instanceof globalThis.MouseEvent && native.shiftKey;
            onSelect({ what: isRange ? "up-to" : "row", id: run.id });
          }}
        />
      </td>
      <td role="cell" className={classes.name}>
        <RowLink path={`/runs/${run.id}`} run={run.id}>
          <RunName run={run} />
        </RowLink>
        <RunWords run={run} showsExperiment={showsExperiment} />
      </td>
      <td role="cell" className={classes.state}>
        <StatusWord run={run} /> <WarningMark warnings={run.warnings} />
        {run.failure_reason !== null && (
          <div className={classes.reason} title={run.failure_reason}>
            {run.failure_reason}
          </div>
        )}
      </td>
      <td role="cell" className={classes.progress}>
        <Progress run={run} />
      </td>
      <td role="cell">{run.environment}</td>
      <td role="cell">
        {run.version}
        {run.improver !== "auto" && ` ${run.improver}`}
      </td>
      <td role="cell" className="number" data-label="k" data-empty={run.rollout_length === ""}>
        {run.rollout_length || "–"}
      </td>
      <td role="cell" data-empty={run.start === ""}>
        {run.start.replaceAll("_", " ") || "–"}
      </td>
      <td role="cell" className="number" data-label="seed">
        {run.seed}
      </td>
      <td role="cell" className={`number ${classes.returned ?? ""}`} data-label="real return">
        {figure(run.real_return)}
      </td>
      <td role="cell" className={classes.spare}>
        <Sparkline curves={curves} />
      </td>
      <td role="cell" className={`number ${classes.age ?? ""}`}>
        <Age at={run.created_at} />
      </td>
      {columns.map(({ name, is_number: isNumber }, at) => (
        <td role="cell" key={name} className={isNumber ? "number" : ""} data-label={name}>
          <ValueOf value={values[at] ?? null} />
        </td>
      ))}
    </tr>
  );
});

/** A value of a column as a cell has it. */
export function ValueOf({ value }: { value: Value }) {
  if (value === null || typeof value === "number") return figure(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return ISO_TIME.test(value) ? <Age at={value} /> : <bdi>{value}</bdi>;
}

function RunWords({ run, showsExperiment }: { run: Run; showsExperiment: boolean }) {
  const marks = [...(run.is_pinned ? ["pinned"] : []), ...(run.is_archived ? ["archived"] : [])];
  if (!showsExperiment && run.tags.length === 0 && marks.length === 0) return null;
  return (
    <div className={classes.words}>
      {marks.map((mark) => (
        <span key={mark} className={classes.mark}>
          {mark}
        </span>
      ))}
      {showsExperiment && (
        <RowLink path={`/experiments/${run.experiment_id}`}>
          <bdi>{run.experiment_name}</bdi>
        </RowLink>
      )}
      {run.tags.map((tag) => (
        <RowLink key={tag} path={`/runs${stringifySearch({ tag })}`} className={classes.tag}>
          #<bdi>{tag}</bdi>
        </RowLink>
      ))}
    </div>
  );
}

function isInteractive(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, label") !== null;
}
