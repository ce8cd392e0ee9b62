import { MultiSelect, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { fieldsQuery } from "./api";
import classes from "./column-chooser.module.css";

interface ColumnChooserProps {
  columns: readonly string[];
  onColumns: (columns: string[]) => void;
}

const HORIZONS = [1, 5, 10, 20, 50] as const;
const ERRORS = HORIZONS.map((horizon) => ({
  name: `error(${horizon})`,
  says: "error of the model after so many steps, in deviations of the data",
}));

/** Which further columns the list has: settings, results, what the model was measured to be. */
export function ColumnChooser({ columns, onColumns }: ColumnChooserProps) {
  const { data } = useQuery(fieldsQuery());
  const known = [...(data?.items ?? []), ...ERRORS];
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
