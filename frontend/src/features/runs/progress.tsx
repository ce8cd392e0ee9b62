import { count } from "@/shared/numbers";
import { duration } from "@/shared/time";

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
      {isRunning && <div className={classes.left}>{timeLeft(run)}</div>}
    </div>
  );
}

/** The rate and the time to the end, or what it does before it has a rate. */
export function timeLeft(run: Run): string {
  if (run.steps_per_second === null || run.seconds_left === null) return run.phase ?? "starting";
  const rate = run.steps_per_second;
  const speed = rate < 10 ? rate.toFixed(1) : count(rate);
  return `${speed} steps/s · ${duration(run.seconds_left)} left`;
}
