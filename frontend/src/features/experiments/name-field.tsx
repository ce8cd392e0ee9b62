import { TextInput } from "@mantine/core";
import { useState } from "react";

interface NameFieldProps {
  name: string;
  /** Called once, with the new name or with the old one when nothing changed. */
  onDone: (name: string) => void;
}

/** A name being rewritten in place. Enter keeps it, Escape leaves it as it was. */
export function NameField({ name, onDone }: NameFieldProps) {
  const [draft, setDraft] = useState(name);
  return (
    <TextInput
      aria-label="Name of the experiment"
      value={draft}
      maxLength={120}
      autoFocus
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        onDone(draft.trim() === "" ? name : draft.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") onDone(name);
      }}
    />
  );
}
