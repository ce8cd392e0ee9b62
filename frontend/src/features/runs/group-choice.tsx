import { MultiSelect, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { runFieldsQuery } from "@/shared/queries/run-fields-query";

import { fieldOption } from "./field-option";
import classes from "./column-chooser.module.css";

const MOST = 6;
/** What most lists are grouped by stands first. */
const FIRST = ["experiment", "environment", "version", "rollout.length", "status", "tags"];

interface GroupChoiceProps {
  groupBy: readonly string[];
  onGroupBy: (groupBy: string[]) => void;
}

/** What runs of a group have in common; without a choice they stand by themselves. */
export function GroupChoice({ groupBy, onGroupBy }: GroupChoiceProps) {
  const { data } = useQuery(runFieldsQuery());
  const known = (data?.items ?? []).filter(({ can_group: can }) => can);
  const says = new Map(known.map((field) => [field.name, field.says]));
  const names = [...new Set([...FIRST, ...known.map(({ name }) => name), ...groupBy])];
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className="link">
          {groupBy.length === 0 ? "group" : <>grouped by {groupBy.join(", ")}</>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <MultiSelect
          className={classes.choice ?? ""}
          label="Group runs by"
          placeholder={groupBy.length === 0 ? "A setting, tags, a state" : ""}
          data={names}
          value={[...groupBy]}
          onChange={onGroupBy}
          maxValues={MOST}
          searchable
          clearable
          maxDropdownHeight={280}
          comboboxProps={{ withinPortal: false }}
          renderOption={fieldOption(says)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
