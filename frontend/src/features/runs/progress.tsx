import { remaining, useClock } from "@/shared/words/clock";
import { count } from "@/shared/words/numbers";
import { duration } from "@/shared/words/time-words";

import type { Run } from "./api";
import classes from "./progress.module.css";

/** Steps done; while it runs, how fast, how long still, and what it does now. */
export function Progress({ run }: { run: Run }) {
  const isRunning = run.status === "running";
  return (
    <div className={classes.progress} title={isRunning ? (run.phase ?? "") : ""}>
      <div className="tabular">
        {count(run.env_steps)} <span className="soft">of {count(run.total_steps)}</span>
      </div>
      <div className={classes.track} data-status={run.status}>
        <div className={classes.done} style={{ width: `${run.progress * 100}%` }} />
      </div>
      {isRunning && <TimeLeft run={run} />}
    </div>
  );
}

function TimeLeft({ run }: { run: Run }) {
  const words = useClock((now) => rateWords(run, remaining(run, run.seconds_left, now)));
  return <div className={classes.left}>{words}</div>;
}

/** The rate and the time to the end, or what it does before it has a rate. */
function rateWords(run: Run, left: number | null): string {
  const rate = run.steps_per_second;
  if (rate === null) return run.phase ?? "";
  const speed = `${rate < 10 ? rate.toFixed(1) : count(rate)} steps/s`;
  return left === null ? speed : `${speed} · ${duration(left)} left`;
}
