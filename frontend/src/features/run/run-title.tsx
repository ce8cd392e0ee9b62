import { Link } from "@tanstack/react-router";

import type { Schema } from "@/client/client";
import { EditableTitle } from "@/shared/page/editable-title";
import { attempt } from "@/shared/requests/offers-to-undo";

import { useRunActions } from "./api";

/** The run's name; its owner can rewrite it. */
export function RunTitle({ run }: { run: Schema<"RunDetail"> }) {
  const { rename } = useRunActions(run.id);
  const name = rename.isPending ? rename.variables : run.name;
  return (
    <EditableTitle
      value={name}
      label="Name of the run"
      onSave={(value) => {
        attempt(() => rename.mutateAsync(value));
      }}
    />
  );
}

/** One line of what the run is. */
export function RunFacts({ run, isOwner }: { run: Schema<"RunDetail">; isOwner: boolean }) {
  return (
    <>
      <strong>{run.environment}</strong> · {run.learner_words}
      {run.rollout_words !== "" && ` · ${run.rollout_words}`} · seed {run.seed}
      {isOwner && (
        <>
          {" "}
          · in{" "}
          <Link to="/experiments/$experimentId" params={{ experimentId: run.experiment_id }}>
            {run.experiment_name}
          </Link>
          {run.parent_id !== null && (
            <>
              {" "}
              ·{" "}
              <Link to="/runs/$runId" params={{ runId: run.parent_id }}>
                relaunched from another
              </Link>
            </>
          )}
        </>
      )}
    </>
  );
}
