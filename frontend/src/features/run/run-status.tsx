import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import { remaining, useClock } from "@/shared/words/clock";
import { duration } from "@/shared/words/time-words";
import { StatusWord } from "@/shared/tables/status-word";

import { waitingWordsQuery } from "./api";
import classes from "./run.module.css";
import { Standstill } from "./standstill";

/** What is said beside the state's own word. The place in the queue moves with other runs. */
function useStatusWords(run: Schema<"RunDetail">, isOwner: boolean): string {
  const waits = isOwner && (run.status === "queued" || run.status_word === "waiting");
  return useQuery(waitingWordsQuery(run.id, waits)).data ?? run.status_words;
}

/** How far it is and, by the page's clock, how long it still takes. */
function progressWords(run: Schema<"RunDetail">, secondsLeft: number | null): string {
  if (run.progress_words === "" || secondsLeft === null) return run.progress_words;
  return `${run.progress_words} · about ${duration(secondsLeft)} left`;
}

/** What the run does and how far it is, in words and as a line. */
export function RunStatus({ run, isOwner }: { run: Schema<"RunDetail">; isOwner: boolean }) {
  const words = useStatusWords(run, isOwner);
  const progress = useClock((now) => progressWords(run, remaining(run, run.seconds_left, now)));
  return (
    <div className={classes.status}>
      <p className={classes.words} role="status">
        <StatusWord run={run} />
        <span>{words}</span>
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
