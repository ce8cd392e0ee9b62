import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Schema } from "@/client/client";
import { count, counted } from "@/shared/words/numbers";
import { Page } from "@/shared/page/page";
import { queueQuery } from "@/shared/queries/queue-query";
import { Failed, Loading } from "@/shared/page/page-states";

import { runningRunsQuery, USUAL_QUEUED, waitingRunsQuery, workersQuery } from "./api";
import classes from "./queue-page.module.css";
import { QueuedRuns } from "./queued-runs";
import { RunningRuns } from "./running-runs";
import { Workers } from "./workers";

/** Who works, on what, and what waits. */
export function QueuePage() {
  const queue = useQuery(queueQuery());
  const workers = useQuery(workersQuery());
  const running = useQuery(runningRunsQuery());
  const waiting = useQuery(waitingRunsQuery());
  const slots = queue.data?.slots ?? 0;
  return (
    <Page title="Queue" help="queue" {...(queue.data && { subtitle: queueSentence(queue.data) })}>
      <Part title="Workers" query={workers} what="workers">
        {(items) => <Workers workers={items} />}
      </Part>
      <Part title="Running" query={running} what="running runs">
        {({ items }) => <RunningRuns runs={items.filter((run) => run.status_word !== "waiting")} />}
      </Part>
      <Part title="Waiting" query={waiting} what="the queue">
        {({ items, total }) => (
          <QueuedRuns
            runs={items}
            total={total}
            hasSlots={slots > 0}
            isPaused={queue.data?.is_paused ?? false}
          />
        )}
      </Part>
    </Page>
  );
}

function queueSentence(queue: Schema<"Queue">) {
  const { running, queued, paused, slots } = queue;
  const held = paused === 0 ? "" : ` · ${count(paused)} paused`;
  const all = `${count(running)} running on ${counted(slots, "slot")} · ${count(queued)} queued${held}`;
  if (queue.yours !== null) return `${all} · ${ownRuns(queue, queue.yours)}`;
  const { max_running_per_account: most, max_queued_per_account: mostQueued } = queue;
  const limits = [
    ...(most === null ? [] : [`at most ${count(most)} at a time`]),
    ...(mostQueued === USUAL_QUEUED ? [] : [`at most ${count(mostQueued)} waiting of one account`]),
  ];
  return [all, ...limits].join(" · ");
}

/** What one's own account has there, each with the most that it may have. */
function ownRuns(queue: Schema<"Queue">, { running, waiting }: Schema<"OwnRuns">) {
  const { max_running_per_account: most, max_queued_per_account: mostQueued } = queue;
  const atMost = most === null ? "" : ` of at most ${count(most)}`;
  return `yours: ${count(running)}${atMost} running, ${count(waiting)} of at most ${count(mostQueued)} waiting`;
}

interface PartProps<Data> {
  title: string;
  what: string;
  query: { data: Data | undefined; error: Error | null; refetch: () => unknown };
  children: (data: Data) => ReactNode;
}

function Part<Data>({ title, what, query: { data, error, refetch }, children }: PartProps<Data>) {
  return (
    <section className={classes.part} aria-label={title}>
      <h2>{title}</h2>
      {data !== undefined && children(data)}
      {data === undefined && error === null && <Loading what={what} />}
      {data === undefined && error !== null && <Failed error={error} retry={refetch} />}
    </section>
  );
}
