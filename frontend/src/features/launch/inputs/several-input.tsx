import { Checkbox, Group, MultiSelect } from "@mantine/core";

import { FieldLabel, type FieldProps } from "./field-label";
import { splitValues } from "@/features/launch/draft/field-values";

interface SeveralInputProps extends FieldProps {
  /** Whether its names stand side by side; else they are in a menu. */
  sideBySide: boolean;
}

/** Several of a field's names at once: each is tried. The last one cannot be taken away. */
export function SeveralInput({ field, text, error, onChange, sideBySide }: SeveralInputProps) {
  const chosen = splitValues(text);
  const tell = (values: string[]) => {
    if (values.length === 0) return;
    // In the field's own order, whichever was chosen first; what it does not offer goes last.
    const offered = field.choices.filter((choice) => values.includes(choice));
    onChange([...offered, ...values.filter((value) => !offered.includes(value))].join(","));
  };
  const shared = { label: <FieldLabel field={field} />, error, value: chosen, onChange: tell };
  if (!sideBySide) {
    const names = [...new Set([...field.choices, ...chosen])];
    return (
      <MultiSelect
        {...shared}
        id={field.path}
        searchable
        data={names.map((value) => ({ value, label: field.names[value] ?? value }))}
        maxDropdownHeight={320}
      />
    );
  }
  return (
    <Checkbox.Group {...shared} id={field.path}>
      <Group gap="sm">
        {field.choices.map((value) => (
          <Checkbox key={value} size="xs" value={value} label={field.names[value] ?? value} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
