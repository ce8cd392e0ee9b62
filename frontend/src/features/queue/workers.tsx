import { WideTable } from "@/shared/tables/wide-table";
import { Age } from "@/shared/words/age";
import { count } from "@/shared/words/numbers";

import type { Worker } from "./api";
import classes from "./queue-page.module.css";

/** The workers, and what to do when there is none. */
export function Workers({ workers }: { workers: readonly Worker[] }) {
  const live = workers.filter((worker) => worker.live);
  const gone = alike(workers.filter((worker) => !worker.live));
  return (
    <>
      {live.length === 0 && <NoWorker />}
      {workers.length > 0 && (
        <WideTable label="Table of workers">
          <thead>
            <tr>
              <th scope="col">host</th>
              <th scope="col">engine</th>
              <th scope="col">state</th>
              <th scope="col" className="number">
                slots in use
              </th>
              <th scope="col">version</th>
              <th scope="col" className="number">
                last heard
              </th>
            </tr>
          </thead>
          <tbody>
            {live.map((worker) => (
              <WorkerRow key={worker.id} worker={worker} state={liveState(worker)} />
            ))}
            {gone.map(([latest, ...before]) => (
              <WorkerRow key={latest.id} worker={latest} state={goneState(1 + before.length)} />
            ))}
          </tbody>
        </WideTable>
      )}
      <Nodes nodes={live.flatMap((worker) => worker.nodes)} />
    </>
  );
}

type Alike = [Worker, ...Worker[]];

/** Workers in the given order, those that a row could not tell apart together. */
function alike(workers: readonly Worker[]): Alike[] {
  const found = new Map<string, Alike>();
  for (const worker of workers) {
    const words = [worker.host, worker.engine, worker.version].join(" ");
    const before = found.get(words);
    if (before === undefined) found.set(words, [worker]);
    else before.push(worker);
  }
  return [...found.values()];
}

function liveState({ busy }: Worker) {
  return busy > 0 ? "working" : "waiting for runs";
}

function goneState(number: number) {
  return number === 1 ? "gone" : `${count(number)} gone`;
}

/** The machines of clusters, as these describe them. */
function Nodes({ nodes }: { nodes: Worker["nodes"] }) {
  if (nodes.length === 0) return null;
  return (
    <WideTable className={classes.nodes} label="Nodes">
      <thead>
        <tr>
          <th scope="col">node</th>
          <th scope="col">state</th>
          <th scope="col">resources</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <tr key={`${node.name} ${node.resources}`}>
            <td>{node.name}</td>
            <td>{node.state}</td>
            <td>{node.resources}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

function WorkerRow({ worker, state }: { worker: Worker; state: string }) {
  const { host, live, busy, slots, version, engine, trouble, heartbeat_at: heartbeatAt } = worker;
  return (
    <tr className={live ? "" : "soft"}>
      <td>{host}</td>
      <td>{engine}</td>
      <td>
        {state}
        {live && trouble !== null && <div className={classes.trouble}>{trouble}</div>}
      </td>
      <td className="number">{live ? `${busy} of ${slots}` : "–"}</td>
      <td>{version}</td>
      <td className="number">
        <Age at={heartbeatAt} />
      </td>
    </tr>
  );
}

function NoWorker() {
  return (
    <div className={classes.noWorker} role="status">
      <p className="reading">
        No worker is running, so nothing trains. Queued runs wait and lose nothing.
      </p>
      <p>
        <code>make up</code> starts a worker with the server. To add one in another terminal, with
        the same data folder:
      </p>
      <pre>.venv/bin/branchpoint worker</pre>
    </div>
  );
}
