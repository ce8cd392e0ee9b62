import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import { remaining, useClock } from "@/shared/words/clock";
import { queueQuery } from "@/shared/queries/queue-query";
import { StatusWord } from "@/shared/tables/status-word";

import { waitingQuery } from "./api";
import classes from "./run.module.css";
import { Standstill } from "./standstill";
import { progressWords, type QueuePlace, statusWords } from "./status-words";

/** Where a queued run stands. Readers of a share link may not ask. */
function useQueuePlace(run: Schema<"RunDetail">, isOwner: boolean): QueuePlace | undefined {
  const asks = isOwner && run.status === "queued";
  const queue = useQuery({ ...queueQuery(), enabled: asks });
  const waiting = useQuery(waitingQuery(asks));
  if (!asks || queue.data === undefined) return undefined;
  const ahead = waiting.data?.indexOf(run.id) ?? -1;
  return {
    ahead: ahead < 0 ? undefined : ahead,
    workersLive: queue.data.workers_live,
    slots: queue.data.slots,
  };
}

/** What the run does and how far it is, in words and as a line. */
export function RunStatus({ run, isOwner }: { run: Schema<"RunDetail">; isOwner: boolean }) {
  const place = useQueuePlace(run, isOwner);
  const progress = useClock((now) => progressWords(run, remaining(run, run.seconds_left, now)));
  return (
    <div className={classes.status}>
      <p className={classes.words} role="status">
        <StatusWord
          status={run.status}
          cancelRequested={run.cancel_requested}
          attempt={run.attempt}
          stalledSince={run.stalled_since}
        />
        <span>{statusWords(run, place)}</span>
        <Standstill since={run.stalled_since} />
      </p>
      {run.status === "running" && (
        <Progress
          size={3}
          radius={0}
          value={run.progress * 100}
          aria-label="Share of the real steps that is done"
        />
      )}
      {progress !== "" && <p className="note">{progress}</p>}
    </div>
  );
}
