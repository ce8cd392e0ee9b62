import { useQuery } from "@tanstack/react-query";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { api, call, type Schema } from "@/client/client";
import { figure } from "@/shared/words/numbers";
import { StatusWord } from "@/shared/tables/status-word";
import { WarningMark } from "@/shared/tables/warning-mark";
import { RunName } from "@/shared/tables/whole-name";

function sharedRunsQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["runs", "shared", ids],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/runs", {
          params: { query: { ids: ids.join(","), sort: "created_at", limit: 500 } },
          signal,
        }),
      ),
    select: ({ items }) => items,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { runIds: ids },
  });
}

/** The runs of a shared experiment. Each opens under the same link. */
export function SharedRuns({ token, ids }: { token: string; ids: readonly string[] }) {
  const runs = useQuery(sharedRunsQuery(ids)).data ?? [];
  return (
    <section aria-labelledby="shared-runs" style={{ marginTop: "2.5rem" }}>
      <h2 id="shared-runs">Runs</h2>
      <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label="Table of runs">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">run</th>
              <th scope="col">status</th>
              <th scope="col">environment</th>
              <th scope="col" className="number">
                rollout length
              </th>
              <th scope="col" className="number">
                seed
              </th>
              <th scope="col" className="number">
                real steps
              </th>
              <th scope="col" className="number">
                real return
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Row key={run.id} token={token} run={run} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ token, run }: { token: string; run: Schema<"Run"> }) {
  return (
    <tr>
      <td>
        <Link to="/s/$token" params={{ token }} search={{ run: run.id }}>
          <RunName run={run} />
        </Link>
      </td>
      <td>
        <StatusWord run={run} /> <WarningMark warnings={run.warnings} />
      </td>
      <td>{run.environment}</td>
      <td className="number">{run.rollout_length}</td>
      <td className="number">{run.seed}</td>
      <td className="number">
        {figure(run.env_steps)} of {figure(run.total_steps)}
      </td>
      <td className="number">{figure(run.real_return)}</td>
    </tr>
  );
}
