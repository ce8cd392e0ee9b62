/** A run's state in words: what it does, how far it is, when it ends, what it waits for. */

import type { Schema } from "@/client/client";
import { count, figure } from "@/shared/numbers";
import { duration } from "@/shared/time";

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

/** When the first curve comes, for figures that have nothing to draw yet. */
export function firstCurveWords(run: Run, every: number | undefined): string {
  if (run.status === "queued") return "Curves come when the run has started.";
  if (run.status === "running") {
    if (every === undefined) return "The first evaluation has not happened yet.";
    const missing = every - run.env_steps;
    const rate = run.steps_per_second;
    const wait =
      rate === null || rate <= 0 || missing <= 0 ? "" : `, in about ${duration(missing / rate)}`;
    return `The first curve comes with the first evaluation, at real step ${count(every)}${wait}.`;
  }
  return "This run ended before its first evaluation, so it has no curve.";
}

/** Why a figure about the model has nothing to draw. */
export function modelWords(run: Run, every: number | undefined): string {
  if (run.version !== "model-free") return firstCurveWords(run, every);
  return "This run is model-free: it has no model whose error could be drawn.";
}

/** Real steps between evaluations, as the spec says. */
export function evaluationEvery(spec: Record<string, unknown>): number | undefined {
  const evaluation = spec["evaluation"];
  if (typeof evaluation !== "object" || evaluation === null || !("every" in evaluation)) {
    return undefined;
  }
  return typeof evaluation.every === "number" ? evaluation.every : undefined;
}
