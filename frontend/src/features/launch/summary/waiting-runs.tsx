import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useCancelWaiting, waitingQuery } from "@/features/launch/api";
import classes from "@/features/launch/launch.module.css";
import { counted } from "@/shared/words/numbers";

import { ownRuns } from "./own-runs";

/** What still waits of the last launch of this tab into an experiment, and how to end it. */
export function WaitingRuns({ experimentId }: { experimentId: string }) {
  const own = ownRuns(experimentId);
  const queued = useQuery({ ...waitingQuery(experimentId), enabled: own.length > 0 });
  const cancel = useCancelWaiting();
  const waiting = (queued.data ?? []).filter((id) => own.includes(id));
  if (waiting.length === 0) return null;
  return (
    <p role="status" className={classes["waiting"]}>
      {counted(waiting.length, "run")} of your launch of {own.length} still{" "}
      {waiting.length === 1 ? "waits" : "wait"}.{" "}
      <Button
        size="compact-xs"
        loading={cancel.isPending}
        onClick={() => {
          cancel.mutate(waiting);
        }}
      >
        Cancel what still waits of this launch
      </Button>
    </p>
  );
}
