import type { ReactNode } from "react";

import type { SpecField } from "./fields";
import classes from "./launch.module.css";

interface AllFieldsProps {
  fields: readonly SpecField[];
  /** Opened by an error inside, or by the reader. */
  open: boolean;
  onToggle: (open: boolean) => void;
  input: (field: SpecField) => ReactNode;
}

/** Every field that the short form leaves out, by the part of the spec it belongs to. */
export function AllFields({ fields, open, onToggle, input }: AllFieldsProps) {
  const groups = [...new Set(fields.map(({ group }) => group))];
  return (
    <details
      className={classes["all"]}
      open={open}
      onToggle={(event) => {
        onToggle(event.currentTarget.open);
      }}
    >
      <summary>All {fields.length} other fields</summary>
      {open &&
        groups.map((group) => (
          <section key={group} aria-label={group}>
            <h2>{group}</h2>
            {fields.filter((field) => field.group === group).map(input)}
          </section>
        ))}
    </details>
  );
}
