import { Link } from "@tanstack/react-router";

import { remaining, useClock } from "@/shared/words/clock";
import { count } from "@/shared/words/numbers";
import { duration } from "@/shared/words/time-words";

import type { Run } from "./api";
import classes from "./queue-page.module.css";
import { RunName } from "@/shared/tables/whole-name";

/** What runs now, and for how long still. */
export function RunningRuns({ runs }: { runs: readonly Run[] }) {
  if (runs.length === 0) return <p className="soft">Nothing is running.</p>;
  return (
    <table role="table" className={`figures ${classes.running ?? ""}`}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            run
          </th>
          <th role="columnheader" scope="col">
            doing
          </th>
          <th role="columnheader" scope="col" className="number">
            real steps
          </th>
          <th role="columnheader" scope="col" className="number">
            steps/s
          </th>
          <th role="columnheader" scope="col" className="number">
            time left
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <tr role="row" key={run.id}>
            <td role="cell">
              <Link to="/runs/$runId" params={{ runId: run.id }}>
                <RunName run={run} />
              </Link>{" "}
              <span className="note">
                <bdi>{run.experiment_name}</bdi>
              </span>
            </td>
            <td role="cell">{run.status_word === run.status ? run.phase : run.status_word}</td>
            <td role="cell" className="number" data-label="real steps">
              {count(run.env_steps)} of {count(run.total_steps)}
            </td>
            <td role="cell" className="number" data-label="steps/s">
              {run.steps_per_second?.toFixed(1) ?? "–"}
            </td>
            <td role="cell" className="number" data-label="time left">
              <TimeLeft run={run} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TimeLeft({ run }: { run: Run }) {
  return useClock((now) => {
    const left = remaining(run, run.seconds_left, now);
    return left === null ? "–" : duration(left);
  });
}
