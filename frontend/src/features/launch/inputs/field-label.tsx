import type { SpecField } from "@/features/launch/fields/spec-fields";
import classes from "@/features/launch/launch.module.css";

export interface FieldProps {
  field: SpecField;
  /** What the field says now. */
  text: string;
  error: string | null;
  onChange: (text: string) => void;
}

interface FieldLabelProps extends Pick<FieldProps, "field"> {
  /** What is said beside the unit. */
  note?: string;
}

/** A field's name at the left, its unit at the right; its path where one points at it. */
export function FieldLabel({ field, note = "" }: FieldLabelProps) {
  return (
    <span className={classes["label"]} title={field.path}>
      <span>{field.title}</span>
      <span className={classes["unit"]}>
        {field.unit}
        {note}
      </span>
    </span>
  );
}
