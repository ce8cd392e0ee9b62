import { MultiSelect, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { isField } from "@/shared/address/run-fields";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { ERROR_FIELDS, meanFields, runFieldsQuery } from "@/shared/queries/run-fields-query";
import { fieldOption } from "./field-option";
import classes from "./column-chooser.module.css";

interface ColumnChooserProps {
  columns: readonly string[];
  onColumns: (columns: string[]) => void;
}

/** Which further columns the list has: settings, results, what the model was measured to be. */
export function ColumnChooser({ columns, onColumns }: ColumnChooserProps) {
  const { data } = useQuery(runFieldsQuery());
  const { data: catalog } = useQuery(catalogQuery());
  const [typed, setTyped] = useState("");
  const known = [...(data?.items ?? []), ...ERROR_FIELDS, ...meanFields(catalog?.series ?? [])];
  const says = new Map(known.map((field) => [field.name, field.says]));
  // A name with another number in it, as `error(7)`, is none of those that are listed.
  const written = typed.endsWith(")") && isField(typed) ? [typed] : [];
  const names = [...new Set([...known.map(({ name }) => name), ...columns, ...written])];
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
          searchValue={typed}
          onSearchChange={setTyped}
          clearable
          maxDropdownHeight={280}
          comboboxProps={{ withinPortal: false }}
          renderOption={fieldOption(says)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
