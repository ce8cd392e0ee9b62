import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";

import type { Schema } from "@/client/client";
import { useOtherSeeds } from "@/shared/queries/other-seeds";
import { attempt, offerUndo } from "@/shared/requests/offers-to-undo";

import { useRunActions } from "./api";

/** What its owner can do with a run. Nothing asks twice: what was done can be undone. */
export function RunActions({ run }: { run: Schema<"RunDetail"> }) {
  const navigate = useNavigate();
  const { cancel, mark, retry, relaunch, remove, restore } = useRunActions(run.id);
  const otherSeeds = useOtherSeeds();
  const ended = run.status === "failed" || run.status === "cancelled";
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
      {active && !run.cancel_requested && (
        <Button
          loading={mark.isPending}
          onClick={() => {
            attempt(() => mark.mutateAsync({ paused: !run.is_paused }));
          }}
        >
          {run.is_paused ? "Go on" : "Pause"}
        </Button>
      )}
      {ended && (
        <Button
          loading={retry.isPending}
          onClick={() => {
            attempt(() => retry.mutateAsync());
          }}
        >
          Try again
        </Button>
      )}
      {active && (
        <Button
          disabled={run.cancel_requested || cancel.isPending}
          onClick={() => {
            attempt(() => cancel.mutateAsync());
          }}
        >
          {run.cancel_requested || cancel.isPending ? "Cancelling" : "Cancel"}
        </Button>
      )}
      <Button
        loading={relaunch.isPending}
        onClick={() => {
          attempt(again);
        }}
      >
        Relaunch
      </Button>
      <Button renderRoot={(props) => <Link to="/launch" search={{ from: run.id }} {...props} />}>
        Start from this run
      </Button>
      <Button
        onClick={() => {
          otherSeeds(run.id);
        }}
      >
        Same again, other seeds
      </Button>
      <Button
        loading={remove.isPending}
        onClick={() => {
          attempt(discard);
        }}
      >
        Delete
      </Button>
    </>
  );
}
