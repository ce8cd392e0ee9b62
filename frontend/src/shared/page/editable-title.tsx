import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import classes from "./editable-title.module.css";

interface EditableTitleProps {
  value: string;
  /** What the field is called, for those who cannot see where it stands. */
  label: string;
  onSave: (value: string) => void;
}

/** A page's title that can be rewritten in place. Enter keeps, Escape leaves it as it was. */
export function EditableTitle({ value, label, onSave }: EditableTitleProps) {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <>
        {value}{" "}
        <Button
          className={classes.edit ?? ""}
          size="compact-xs"
          aria-label={`Edit: ${label}`}
          onClick={() => {
            setDraft(value);
          }}
        >
          Edit
        </Button>
      </>
    );
  }
  const save = () => {
    const words = draft.trim();
    if (words !== "" && words !== value) onSave(words);
    setDraft(null);
  };
  return (
    <TextInput
      aria-label={label}
      value={draft}
      maxLength={200}
      autoFocus
      classNames={{ input: classes.field ?? "" }}
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
