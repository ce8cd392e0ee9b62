import { Autocomplete, Combobox } from "@mantine/core";
import { useState } from "react";

import { completed, completions } from "./menu-completions";
import { FieldLabel, type FieldProps } from "./field-label";
import { splitValues } from "@/features/launch/draft/field-values";

/** One of many names from a menu, or several written with commas. It tells a text once it is whole. */
export function ChoiceInput({ field, text, error, onChange }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const written = typed ?? text;
  const tell = () => {
    const values = splitValues(typed ?? "");
    if (values.length > 0) onChange(values.join(","));
    setTyped(null);
  };
  return (
    <Autocomplete
      id={field.path}
      label={<FieldLabel field={field} />}
      error={error}
      data={completions(written, field.choices)}
      filter={({ options }) => options}
      renderOption={({ option }) => titleOf(option.value, field.titles)}
      maxDropdownHeight={320}
      rightSection={<Combobox.Chevron />}
      rightSectionPointerEvents="none"
      value={written}
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onChange={setTyped}
      onOptionSubmit={onChange}
      onBlur={tell}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.currentTarget.hasAttribute("aria-activedescendant"))
          tell();
      }}
    />
  );
}

function titleOf(completion: string, titles: Record<string, string>): string {
  const name = completed(completion);
  return titles[name] ?? name;
}
