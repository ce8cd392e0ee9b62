import type { SpecField } from "@/features/launch/fields/spec-fields";
import classes from "@/features/launch/launch.module.css";

export interface FieldProps {
  field: SpecField;
  /** What the field says now. */
  text: string;
  /** Whether it differs from the preset or the run that the form started from. */
  changed: boolean;
  error: string | null;
  onChange: (text: string) => void;
}

interface FieldLabelProps extends Pick<FieldProps, "field" | "changed"> {
  /** What is said beside the unit. */
  note?: string;
}

/** A field's name at the left, its unit at the right. */
export function FieldLabel({ field, changed, note = "" }: FieldLabelProps) {
  return (
    <span className={classes["label"]}>
      <span>
        {field.title}
        {changed && <span className={classes["changed"]}> changed</span>}
      </span>
      <span className={classes["unit"]}>
        {field.unit}
        {note}
      </span>
    </span>
  );
}
