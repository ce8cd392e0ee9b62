import type { ReactNode } from "react";

import type { SpecField } from "@/features/launch/fields/spec-fields";
import classes from "@/features/launch/launch.module.css";
import { Explained } from "@/shared/guide/guide-mark";

interface AllFieldsProps {
  /** Fields that the chosen versions use, beside those asked first. */
  fields: readonly SpecField[];
  /** Fields that none of them uses, and what is said of these. */
  idle: readonly SpecField[];
  idleTitle: string;
  input: (field: SpecField) => ReactNode;
  /** Which folds are opened, by an error inside or by the reader. */
  open: OpenFolds;
  onToggle: (open: OpenFolds) => void;
}

export interface OpenFolds {
  all: boolean;
  idle: boolean;
}

/** Every field that the short form leaves out; those without effect are folded away once more. */
export function AllFields({ fields, idle, idleTitle, input, open, onToggle }: AllFieldsProps) {
  return (
    <Fold
      title={fields.length === 1 ? "1 other field" : `All ${fields.length} other fields`}
      open={open.all}
      onToggle={(all) => {
        onToggle({ ...open, all });
      }}
    >
      <Groups fields={fields} input={input} />
      {idle.length > 0 && (
        <div className={classes["idle"]}>
          <Fold
            title={`${idleTitle}: ${idle.length} ${idle.length === 1 ? "field" : "fields"}`}
            open={open.idle}
            onToggle={(isOpen) => {
              onToggle({ ...open, idle: isOpen });
            }}
          >
            <Groups fields={idle} input={input} />
          </Fold>
        </div>
      )}
    </Fold>
  );
}

interface FoldProps {
  title: string;
  open: boolean;
  onToggle: (open: boolean) => void;
  children: ReactNode;
}

function Fold({ title, open, onToggle, children }: FoldProps) {
  return (
    <details
      className={classes["all"]}
      open={open}
      onToggle={(event) => {
        // React hands on what a fold inside this one told.
        if (event.target === event.currentTarget) onToggle(event.currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      {open && children}
    </details>
  );
}

/** Fields under the name of the part of the spec that they belong to. */
function Groups({ fields, input }: Pick<AllFieldsProps, "fields" | "input">) {
  const groups = [...new Set(fields.map(({ group }) => group))];
  return groups.map((group) => (
    <section key={group} aria-label={group}>
      <Explained about={group} section={{ place: `spec#${group === "" ? "the-rest" : group}` }}>
        <h2>{group}</h2>
      </Explained>
      {fields.filter((field) => field.group === group).map(input)}
    </section>
  ));
}
