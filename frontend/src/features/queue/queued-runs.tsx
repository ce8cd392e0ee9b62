import { Link } from "@tanstack/react-router";

import { Age } from "@/shared/words/age";
import { count } from "@/shared/words/numbers";

import type { Run } from "./api";
import { CancelQueued } from "./cancel-queued";
import classes from "./queue-page.module.css";
import { RunName } from "@/shared/tables/whole-name";

interface QueuedRunsProps {
  runs: readonly Run[];
  total: number;
  hasSlots: boolean;
}

/** What waits, in the order in which it will be taken. */
export function QueuedRuns({ runs, total, hasSlots }: QueuedRunsProps) {
  if (runs.length === 0) {
    return (
      <p className="soft">
        Nothing is waiting. {hasSlots && "A run launched now starts within a second."}
      </p>
    );
  }
  return (
    <>
      <CancelQueued total={total} />
      <ol className={classes.queued}>
        {runs.map((run) => (
          <li key={run.id}>
            <Link to="/runs/$runId" params={{ runId: run.id }}>
              <RunName run={run} />
            </Link>{" "}
            <span className="note">
              <bdi>{run.experiment_name}</bdi> · waiting for <Age at={run.created_at} />
              {run.attempt > 0 && run.env_steps > 0 && ` · goes on at step ${count(run.env_steps)}`}
            </span>
          </li>
        ))}
      </ol>
      {runs.length < total && (
        <p className="note">
          And {count(total - runs.length)} more:{" "}
          <Link to="/runs" search={{ status: "queued" }}>
            all queued runs
          </Link>
          .
        </p>
      )}
    </>
  );
}
