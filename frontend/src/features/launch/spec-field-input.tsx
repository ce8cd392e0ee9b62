import { SegmentedControl, Select, TextInput, Input } from "@mantine/core";

import type { SpecField } from "./fields";
import classes from "./launch.module.css";

export interface FieldProps {
  field: SpecField;
  /** What the field says now. */
  text: string;
  /** Whether it differs from the preset or the run that the form started from. */
  changed: boolean;
  error: string | null;
  onChange: (text: string) => void;
}

/** Few enough names to show side by side. */
const SIDE_BY_SIDE = 4;

/** A choice's name as prose: `real_on_policy` is "real, on policy". */
function choiceLabel(choice: string): string {
  return choice.replace("_", ", ").replaceAll("_", " ");
}

function label({ field, changed }: Pick<FieldProps, "field" | "changed">) {
  return (
    <span className={classes["label"]}>
      <span>
        {field.title}
        {changed && <span className={classes["changed"]}> changed</span>}
      </span>
      <span className={classes["unit"]}>{field.unit}</span>
    </span>
  );
}

/** The message under a field: the refusal, or what the field is. */
function hint({ description, allowed }: SpecField): string {
  return allowed === "" ? description : `${description} ${allowed}.`;
}

/** One field of the spec: names side by side or in a menu, everything else as text. */
export function SpecFieldInput({ field, text, changed, error, onChange }: FieldProps) {
  const shared = { label: label({ field, changed }), error, id: field.path };
  if (field.choices.length > SIDE_BY_SIDE) {
    return (
      <Select
        {...shared}
        searchable
        allowDeselect={false}
        data={field.choices}
        value={text}
        onChange={(value) => {
          if (value !== null) onChange(value);
        }}
      />
    );
  }
  if (field.choices.length > 0) {
    return (
      <Input.Wrapper {...shared} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={field.title}
          data={field.choices.map((value) => ({ value, label: choiceLabel(value) }))}
          value={text}
          onChange={onChange}
        />
      </Input.Wrapper>
    );
  }
  return (
    <TextInput
      {...shared}
      description={hint(field)}
      inputWrapperOrder={["label", "input", "error", "description"]}
      value={text}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
