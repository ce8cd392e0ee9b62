import { MultiSelect, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ERROR_FIELDS, runFieldsQuery } from "@/shared/queries/run-fields-query";
import classes from "./column-chooser.module.css";

interface ColumnChooserProps {
  columns: readonly string[];
  onColumns: (columns: string[]) => void;
}

/** Which further columns the list has: settings, results, what the model was measured to be. */
export function ColumnChooser({ columns, onColumns }: ColumnChooserProps) {
  const { data } = useQuery(runFieldsQuery());
  const known = [...(data?.items ?? []), ...ERROR_FIELDS];
  const says = new Map(known.map((field) => [field.name, field.says]));
  const names = [...new Set([...known.map(({ name }) => name), ...columns])];
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className="link">
          {columns.length === 0 ? "add columns" : "columns"}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <MultiSelect
          className={classes.choice ?? ""}
          label="Columns"
          placeholder="A setting or a result"
          data={names}
          value={[...columns]}
          onChange={onColumns}
          maxValues={12}
          searchable
          clearable
          maxDropdownHeight={280}
          comboboxProps={{ withinPortal: false }}
          renderOption={({ option }) => (
            <span>
              <code>{option.value}</code>{" "}
              <span className="note">{says.get(option.value) ?? ""}</span>
            </span>
          )}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
