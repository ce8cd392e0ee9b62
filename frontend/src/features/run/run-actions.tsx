import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";

import type { Schema } from "@/client/client";
import { offerUndo, tellFailure } from "@/shared/undo";

import { useRunActions } from "./api";

/** What its owner can do with a run. Nothing asks twice: what was done can be undone. */
export function RunActions({ run }: { run: Schema<"RunDetail"> }) {
  const navigate = useNavigate();
  const { cancel, relaunch, remove, restore } = useRunActions(run.id);
  const active = run.status === "queued" || run.status === "running";
  const again = async () => {
    const { runs } = await relaunch.mutateAsync();
    const [first] = runs;
    if (first !== undefined) {
      await navigate({ to: "/runs/$runId", params: { runId: first.id } });
    }
  };
  const discard = async () => {
    await remove.mutateAsync();
    offerUndo(`Deleted ${run.name}.`, async () => {
      await restore.mutateAsync();
      await navigate({ to: "/runs/$runId", params: { runId: run.id } });
    });
    await navigate({
      to: "/experiments/$experimentId",
      params: { experimentId: run.experiment_id },
    });
  };
  return (
    <>
      {active && (
        <Button
          disabled={run.cancel_requested || cancel.isPending}
          onClick={() => {
            cancel.mutate(undefined, { onError: tellFailure });
          }}
        >
          {run.cancel_requested || cancel.isPending ? "Cancelling" : "Cancel"}
        </Button>
      )}
      <Button
        loading={relaunch.isPending}
        onClick={() => {
          again().catch(tellFailure);
        }}
      >
        Relaunch
      </Button>
      <Button renderRoot={(props) => <Link to="/launch" search={{ from: run.id }} {...props} />}>
        Start from this run
      </Button>
      <Button
        loading={remove.isPending}
        onClick={() => {
          discard().catch(tellFailure);
        }}
      >
        Delete
      </Button>
    </>
  );
}
