import { Button, NumberInput, Popover } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";

import { counted } from "@/shared/words/numbers";

import { useMoreSeeds } from "./api";

const USUAL = 5;
const MOST = 100;

/** Launches the settings of several chosen runs again, each with seeds that it was not run with. */
export function MoreSeeds({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const [opened, setOpened] = useState(false);
  const [count, setCount] = useState<number | string>(USUAL);
  const more = useMoreSeeds();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (typeof count !== "number") return;
    more.mutate(
      { ids, count },
      {
        onSuccess: () => {
          setOpened(false);
          onDone();
        },
      },
    );
  };
  return (
    <Popover position="top" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <Button
          onClick={() => {
            setOpened(!opened);
          }}
        >
          Same again, other seeds
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <NumberInput
            label="Seeds more of each"
            description={`Of the settings that these ${counted(ids.length, "run")} have, each once.`}
            value={count}
            onChange={setCount}
            min={1}
            max={MOST}
            clampBehavior="strict"
            allowDecimal={false}
          />
          <Button
            type="submit"
            variant="filled"
            mt="sm"
            loading={more.isPending}
            disabled={typeof count !== "number"}
          >
            Launch
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
