import { Link } from "@tanstack/react-router";

import { remaining, useClock } from "@/shared/words/clock";
import { count } from "@/shared/words/numbers";
import { duration } from "@/shared/words/time-words";

import type { Run } from "./api";

/** What runs now, and for how long still. */
export function RunningRuns({ runs }: { runs: readonly Run[] }) {
  if (runs.length === 0) return <p className="soft">Nothing is running.</p>;
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">doing</th>
          <th scope="col" className="number">
            real steps
          </th>
          <th scope="col" className="number">
            steps/s
          </th>
          <th scope="col" className="number">
            time left
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <Link to="/runs/$runId" params={{ runId: run.id }}>
                {run.name}
              </Link>{" "}
              <span className="note">{run.experiment_name}</span>
            </td>
            <td>{run.status_word === run.status ? run.phase : run.status_word}</td>
            <td className="number">
              {count(run.env_steps)} of {count(run.total_steps)}
            </td>
            <td className="number">{run.steps_per_second?.toFixed(1) ?? "–"}</td>
            <td className="number">
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
