import { Button, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import type { Limit, LimitChanges } from "./limits-form";
import { Loading } from "./page-states";

// Fields for numbers are a file of their own, which comes when limits are opened for the first time.
const LimitsForm = lazy(async () => ({ default: (await import("./limits-form")).LimitsForm }));

interface LimitsProps {
  /** What the button says. */
  name: string;
  /** As large as the buttons beside it. */
  size: "xs" | "sm";
  limits: readonly Limit[];
  /** Sends what changed. */
  saving: {
    isPending: boolean;
    mutate: (changes: LimitChanges, then: { onSuccess: () => void }) => void;
  };
}

/** Shows limits, and sets them anew. */
export function Limits({ name, size, limits, saving }: LimitsProps) {
  const [opened, setOpened] = useState(false);
  const close = (): void => {
    setOpened(false);
  };
  return (
    <Popover
      position="bottom-start"
      opened={opened}
      onChange={setOpened}
      width={300}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          size={size}
          onClick={() => {
            setOpened(!opened);
          }}
        >
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Loading what="the limits" />}>
          <LimitsForm
            limits={limits}
            isSaving={saving.isPending}
            onSave={(changes) => {
              if (Object.keys(changes).length === 0) close();
              else saving.mutate(changes, { onSuccess: close });
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
