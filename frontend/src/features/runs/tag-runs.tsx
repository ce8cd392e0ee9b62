import { Button, Popover, TagsInput } from "@mantine/core";

import { type ChosenRun, useChangeRuns } from "./api";
import classes from "./column-chooser.module.css";

const LONGEST_TAG = 40;

/** The tags that all of the chosen runs have, to add to and to take from. */
export function TagRuns({ chosen }: { chosen: readonly ChosenRun[] }) {
  const changeRuns = useChangeRuns();
  const [first, ...others] = chosen;
  const common = (first?.tags ?? []).filter((tag) =>
    others.every(({ tags }) => tags.includes(tag)),
  );
  const known = [...new Set(chosen.flatMap(({ tags }) => tags))];
  const change = (tags: string[]): void => {
    const written = tags.map((tag) => tag.trim().slice(0, LONGEST_TAG)).filter((tag) => tag !== "");
    const add = written.filter((tag) => !common.includes(tag));
    const remove = common.filter((tag) => !written.includes(tag));
    if (add.length + remove.length === 0) return;
    changeRuns.mutate({
      ids: chosen.map(({ id }) => id),
      change: { add_tags: add, remove_tags: remove },
      done: (runs) =>
        add.length > 0
          ? `${runs} tagged #${add.join(", #")}`
          : `#${remove.join(", #")} taken from ${runs}`,
    });
  };
  return (
    <Popover position="top-start" trapFocus>
      <Popover.Target>
        <Button loading={changeRuns.isPending}>Tag</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label={chosen.length === 1 ? "Tags of this run" : `Tags of all ${chosen.length} runs`}
          description="Enter adds one."
          className={classes.choice ?? ""}
          data={known}
          value={common}
          onChange={change}
          comboboxProps={{ withinPortal: false }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
