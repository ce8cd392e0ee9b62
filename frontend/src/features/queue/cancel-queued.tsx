import { Button, Group, Popover } from "@mantine/core";
import { useState } from "react";

import { count } from "@/shared/words/numbers";

import { useCancelQueued } from "./api";
import classes from "./queue-page.module.css";

/** Cancels all that waits, after a question: those runs do not come back by themselves. */
export function CancelQueued({ total }: { total: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const cancel = useCancelQueued();
  const runs = total === 1 ? "1 waiting run" : `all ${count(total)} waiting runs`;
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          loading={cancel.isPending}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          Cancel {runs}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes.question}>
          What runs goes on. Cancelled runs can be launched again from the list of runs.
        </p>
        <Group gap="xs">
          <Button
            size="xs"
            variant="filled"
            onClick={() => {
              setIsOpen(false);
              cancel.mutate();
            }}
          >
            Cancel them
          </Button>
          <Button
            size="xs"
            onClick={() => {
              setIsOpen(false);
            }}
          >
            Keep them
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
