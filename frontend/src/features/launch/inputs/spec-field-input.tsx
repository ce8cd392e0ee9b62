import { Input, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";

import { ChoiceInput } from "./choice-input";
import { FieldLabel, type FieldProps } from "./field-label";
import { SeveralInput } from "./several-input";
import type { SpecField } from "@/features/launch/fields/spec-fields";
import classes from "@/features/launch/launch.module.css";
import { NOT_SET, splitValues } from "@/features/launch/draft/field-values";

/** Few enough names to show side by side. */
const SIDE_BY_SIDE = 4;

/** The message under a field: the refusal, or what the field is. */
function hint({ description, allowed }: SpecField): string {
  return allowed === "" ? description : `${description} ${allowed}.`;
}

/** One field of the spec: names side by side or in a menu, everything else as text. */
export function SpecFieldInput(props: FieldProps) {
  const { field, text, error, onChange } = props;
  if (field.choices.length > 0)
    return <Names {...props} sideBySide={field.choices.length <= SIDE_BY_SIDE} />;
  return (
    <TextInput
      id={field.path}
      label={<FieldLabel field={field} />}
      error={error}
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

/** A field whose names stand in a menu, however few they are beside the other fields. */
export function MenuInput(props: FieldProps) {
  return <Names {...props} sideBySide={false} />;
}

/** One of a field's names, or, when asked for, several of them. */
function Names({ sideBySide, ...props }: FieldProps & { sideBySide: boolean }) {
  const { field, text, onChange } = props;
  const [asked, setAsked] = useState(false);
  const values = splitValues(text);
  const several = asked || values.length > 1;
  return (
    <div className={classes["names"]}>
      {several ? (
        <SeveralInput {...props} sideBySide={sideBySide} />
      ) : sideBySide ? (
        <OneOfFew {...props} />
      ) : (
        <ChoiceInput {...props} />
      )}
      <button
        type="button"
        className={classes["several"]}
        aria-label={`${several ? "only one" : "try several"}: ${field.title}`}
        onClick={() => {
          setAsked(!several);
          if (values.length > 1) onChange(values[0] ?? "");
        }}
      >
        {several ? "only one" : "try several"}
      </button>
    </div>
  );
}

function OneOfFew({ field, text, error, onChange }: FieldProps) {
  return (
    <Input.Wrapper label={<FieldLabel field={field} />} error={error} labelElement="div">
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
