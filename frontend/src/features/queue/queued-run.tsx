import { Link } from "@tanstack/react-router";

import { Age } from "@/shared/words/age";
import { count } from "@/shared/words/numbers";
import { RunName } from "@/shared/tables/whole-name";

import { usePauseRun, useTakeFirst, type WaitingRun } from "./api";
import classes from "./queue-page.module.css";

/** One run that waits: what for, where to look it up, and what can be done about it. */
export function QueuedRun({
  run,
  isFirst,
  highest,
}: {
  run: WaitingRun;
  isFirst: boolean;
  highest: number;
}) {
  const pause = usePauseRun();
  const takeFirst = useTakeFirst();
  return (
    <li>
      <div className={classes.waiting}>
        <div>
          <Link to="/runs/$runId" params={{ runId: run.id }}>
            <RunName run={run} />
          </Link>{" "}
          <span className="note">
            <bdi>{run.experiment_name}</bdi> · waiting for <Age at={run.queued_at} />
            {run.env_steps > 0 && ` · goes on at step ${count(run.env_steps)}`}
            {run.priority !== 0 && ` · priority ${String(run.priority)}`}
          </span>
        </div>
        <div className={classes.rowActs}>
          <button
            type="button"
            className="link"
            aria-label={`${run.is_paused ? "Go on with" : "Pause"} ${run.name} ${run.told_apart}`}
            disabled={pause.isPending}
            onClick={() => {
              pause.mutate(run);
            }}
          >
            {run.is_paused ? "Go on" : "Pause"}
          </button>
          {!isFirst && !run.is_placed && (
            <button
              type="button"
              className="link"
              aria-label={`Take ${run.name} ${run.told_apart} first`}
              disabled={takeFirst.isPending}
              onClick={() => {
                takeFirst.mutate({ id: run.id, highest });
              }}
            >
              Take first
            </button>
          )}
        </div>
      </div>
      <p className={classes.reason}>
        <bdi>{run.reason}</bdi>
        {run.look_up !== null && (
          <>
            {" "}
            · <code>{run.look_up}</code>
          </>
        )}
      </p>
    </li>
  );
}
