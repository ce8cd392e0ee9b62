import { Link } from "@tanstack/react-router";

import { count } from "@/shared/words/numbers";

import type { WaitingRun } from "./api";
import { CancelQueued } from "./cancel-queued";
import { PauseQueue } from "./pause-queue";
import { QueueLimits } from "./queue-limits";
import classes from "./queue-page.module.css";
import { QueuedRun } from "./queued-run";

interface QueuedRunsProps {
  runs: readonly WaitingRun[];
  total: number;
  hasSlots: boolean;
  isPaused: boolean;
}

/** What waits, in the order in which it will be taken. */
export function QueuedRuns({ runs, total, hasSlots, isPaused }: QueuedRunsProps) {
  const highest = Math.max(0, ...runs.map((run) => run.priority));
  const queued = total - runs.filter((run) => run.is_placed).length;
  return (
    <>
      <div className={classes.acts}>
        <PauseQueue isPaused={isPaused} />
        <QueueLimits />
        {queued > 0 && <CancelQueued total={queued} />}
      </div>
      {isPaused && (
        <p className={classes.paused} role="status">
          The queue is paused: nothing is taken. What runs goes on.
        </p>
      )}
      {runs.length === 0 && (
        <p className="soft">
          Nothing is waiting.{" "}
          {hasSlots && !isPaused && "A run launched now starts within a second."}
        </p>
      )}
      <ol className={classes.queued}>
        {runs.map((run, place) => (
          <QueuedRun key={run.id} run={run} isFirst={place === 0} highest={highest} />
        ))}
      </ol>
      {runs.length < total && (
        <p className="note">
          And {count(total - runs.length)} more:{" "}
          <Link to="/runs" search={{ status: "queued" }}>
            all that wait
          </Link>
          .
        </p>
      )}
    </>
  );
}
