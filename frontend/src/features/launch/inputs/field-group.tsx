import type { ReactNode } from "react";

import classes from "@/features/launch/launch.module.css";
import { GuideMark } from "@/shared/guide/guide-mark";
import { counted } from "@/shared/words/numbers";

export interface Counts {
  all: number;
  changed: number;
  refused: number;
}

interface FieldGroupProps {
  name: string;
  /** The place in the guide that explains it, if one does. */
  help?: string;
  counts: Counts;
  open: boolean;
  onToggle: (open: boolean) => void;
  /** Gives every changed field of it back what the form started from. */
  onReset: () => void;
  children: ReactNode;
}

/** The fields of one part of the spec, folded, with what is changed and refused in them. */
export function FieldGroup({
  name,
  help,
  counts,
  open,
  onToggle,
  onReset,
  children,
}: FieldGroupProps) {
  return (
    <details
      className={classes["group"]}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onToggle(event.currentTarget.open);
      }}
    >
      <summary>
        <span className={classes["groupName"]}>{name}</span>{" "}
        <span className={classes["groupFacts"]}>
          {counted(counts.all, "field")}
          {counts.changed > 0 && ` · ${String(counts.changed)} changed`}
          {counts.refused > 0 && (
            <span className={classes["toMend"]}> · {String(counts.refused)} to mend</span>
          )}
        </span>
      </summary>
      {open && (
        <div role="region" aria-label={name}>
          <p className={classes["groupActions"]}>
            {help !== undefined && <GuideMark about={name} section={{ place: help }} />}
            {counts.changed > 0 && (
              <button type="button" className={classes["textButton"]} onClick={onReset}>
                reset {counted(counts.changed, "changed field")}
              </button>
            )}
          </p>
          <div className={classes["columns"]}>{children}</div>
        </div>
      )}
    </details>
  );
}
