/** A run's state in words: what it does, how far it is, when it ends, what it waits for. */

import type { Schema } from "@/client/client";
import { count, figure } from "@/shared/words/numbers";
import { duration } from "@/shared/words/time-words";

type Run = Schema<"Run">;

export interface QueuePlace {
  /** Runs queued earlier; undefined while unknown. */
  ahead: number | undefined;
  workersLive: number;
  slots: number;
}

function steps(run: Run): string {
  return `${count(run.env_steps)} of ${count(run.total_steps)} real steps`;
}

function queued(place: QueuePlace | undefined): string {
  if (place === undefined) return "waits for a worker";
  if (place.workersLive === 0) return "no worker is running; start one with: branchpoint worker";
  const slot = place.slots === 1 ? "the one slot" : `one of ${place.slots} slots`;
  if (place.ahead === undefined) return `waits for ${slot}`;
  if (place.ahead === 0) return `next in line for ${slot}`;
  const ahead = place.ahead === 1 ? "1 run is" : `${count(place.ahead)} runs are`;
  return `waits for ${slot}; ${ahead} ahead of it`;
}

function running(run: Run): string {
  if (run.cancel_requested) return `stops, at ${steps(run)}`;
  return run.phase ?? "";
}

function took(run: Run): string {
  if (run.started_at === null || run.finished_at === null) return "";
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  return ` in ${duration(seconds)}`;
}

/** What there is to say beside the state's own word: what it does, waits for, or came to. */
export function statusWords(run: Run, place?: QueuePlace): string {
  switch (run.status) {
    case "queued":
      return queued(place);
    case "running":
      return running(run);
    case "succeeded":
      return `${count(run.total_steps)} real steps${took(run)}`;
    case "failed":
    case "cancelled":
      return `at ${steps(run)}${took(run)}`;
  }
}

/** How far a running run is, how fast, and how many seconds it still takes. Empty for others. */
export function progressWords(run: Run, secondsLeft: number | null): string {
  if (run.status !== "running" || run.cancel_requested) return "";
  const rate =
    run.steps_per_second === null ? [] : [`${figure(run.steps_per_second)} real steps per second`];
  const left = secondsLeft === null ? [] : [`about ${duration(secondsLeft)} left`];
  return [`${steps(run)} (${figure(run.progress * 100)} %)`, ...rate, ...left].join(" · ");
}

/** How long the first evaluation is away, by the rate of the run; empty where it is not foreseen. */
export function firstCurveWords(secondsLeft: number | null): string {
  return secondsLeft === null ? "" : `It is about ${duration(secondsLeft)} away.`;
}

/** Why no series was reported at all. */
export function seriesWords({ status }: Pick<Run, "status">): string {
  return isOpen(status)
    ? "This run has reported no series yet: they come with its first steps."
    : "This run ended before it reported a series.";
}

/** Why the log has no line at all. */
export function logWords({ status }: Pick<Run, "status">): string {
  if (status === "queued") return "Lines come when the run has started.";
  return status === "running" ? "Nothing was written yet." : "Nothing was written in this run.";
}

function isOpen(status: Run["status"]): boolean {
  return status === "queued" || status === "running";
}
