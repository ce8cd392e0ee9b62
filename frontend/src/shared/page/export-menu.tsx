import { Button, Popover } from "@mantine/core";
import { useState } from "react";

import classes from "./export-menu.module.css";
import { tellFailure } from "@/shared/requests/offers-to-undo";

export interface Export {
  label: string;
  act: () => Promise<void>;
}

interface ExportMenuProps {
  groups: readonly { title: string; items: readonly Export[] }[];
}

/** Files of what the page shows, in groups. */
export function ExportMenu({ groups }: ExportMenuProps) {
  const [opened, setOpened] = useState(false);
  const save = (act: Export["act"]) => {
    setOpened(false);
    act().catch(tellFailure);
  };
  return (
    <Popover position="bottom-end" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <Button
          onClick={() => {
            setOpened(!opened);
          }}
        >
          Export
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Export" className={classes.files ?? ""}>
        {groups.map(({ title, items }) => (
          <div key={title} role="group" aria-label={title}>
            <p className="note">{title}</p>
            {items.map(({ label, act }) => (
              <button
                key={label}
                type="button"
                className={classes.file}
                onClick={() => {
                  save(act);
                }}
              >
                {label}
              </button>
            ))}
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
