import type { ComboboxItem } from "@mantine/core";

/** How a list of fields shows one: its name, and what it says. */
export function fieldOption(says: ReadonlyMap<string, string>) {
  return function FieldOption({ option }: { option: ComboboxItem }) {
    return (
      <span>
        <code>{option.value}</code> <span className="note">{says.get(option.value) ?? ""}</span>
      </span>
    );
  };
}
