import { Link } from "@tanstack/react-router";

import type { Schema } from "@/client/client";
import { EditableTitle } from "@/shared/page/editable-title";
import { attempt, offerUndo } from "@/shared/requests/offers-to-undo";

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
          <RunMarks run={run} />
        </>
      )}
    </>
  );
}

/** Whether it is pinned and archived, and the ways to change that. */
function RunMarks({ run }: { run: Schema<"RunDetail"> }) {
  const { mark } = useRunActions(run.id);
  const set = (marks: Parameters<typeof mark.mutateAsync>[0], back: typeof marks, done: string) => {
    attempt(async () => {
      await mark.mutateAsync(marks);
      offerUndo(done, () => mark.mutateAsync(back));
    });
  };
  const { is_pinned: pinned, is_archived: archived } = run;
  return (
    <>
      {" "}
      · {pinned && "pinned, "}
      <button
        type="button"
        className="link"
        onClick={() => {
          set({ pinned: !pinned }, { pinned }, pinned ? "No longer pinned." : "Pinned.");
        }}
      >
        {pinned ? "unpin" : "pin"}
      </button>{" "}
      · {archived && "archived, "}
      <button
        type="button"
        className="link"
        onClick={() => {
          const done = archived ? "Taken out of the archive." : "Archived.";
          set({ archived: !archived }, { archived }, done);
        }}
      >
        {archived ? "unarchive" : "archive"}
      </button>
    </>
  );
}
