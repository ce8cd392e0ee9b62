import { Input, SegmentedControl, TextInput } from "@mantine/core";

import { ChoiceInput } from "./choice-input";
import { FieldLabel, type FieldProps } from "./field-label";
import type { SpecField } from "@/features/launch/fields/spec-fields";
import { NOT_SET, splitValues } from "@/features/launch/draft/field-values";

/** Few enough names to show side by side. */
const SIDE_BY_SIDE = 4;

/** The message under a field: the refusal, or what the field is. */
function hint({ description, allowed }: SpecField): string {
  return allowed === "" ? description : `${description} ${allowed}.`;
}

/** One field of the spec: names side by side or in a menu, everything else as text. */
export function SpecFieldInput(props: FieldProps) {
  const { field, text, changed, error, onChange } = props;
  if (field.choices.length > 0 && (field.choices.length > SIDE_BY_SIDE || isGrid(text)))
    return <ChoiceInput {...props} />;
  const shared = { label: <FieldLabel field={field} changed={changed} />, error, id: field.path };
  if (field.choices.length > 0) {
    return (
      <Input.Wrapper {...shared} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={field.title}
          data={field.choices.map((value) => ({ value, label: field.names[value] ?? value }))}
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
      placeholder={field.optional ? NOT_SET : ""}
      value={field.optional && text === NOT_SET ? "" : text}
      onChange={(event) => {
        const written = event.currentTarget.value;
        onChange(field.optional && written.trim() === "" ? NOT_SET : written);
      }}
    />
  );
}

function isGrid(text: string): boolean {
  return splitValues(text).length > 1;
}
