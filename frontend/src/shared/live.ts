import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { accessHeaders } from "@/client/client";
import { EventStreamReader } from "./event-stream";
import { type Change, changeOf, isTouched } from "./invalidation";

/** Whether the page follows the server: `broken` means that what it shows may be old. */
export type LiveState = "connecting" | "live" | "broken";

const EVENTS = "/api/v1/events";
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The server pings every 15 s; a stream silent for longer than two of them is dead. */
const SILENCE_MS = 40_000;
/** Changes are gathered for this long, so that a busy run costs one refetch and not fifty. */
const GATHER_MS = 700;

let state: LiveState = "connecting";
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether this tab hears of changes as they happen. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

/**
 * Opens the tab's one stream of changes and invalidates the queries that they touch, until the
 * returned function is called. After a break it resumes at the last event heard, and refetches
 * all once, in case the server has already forgotten what came between.
 */
export function startLive(queries: QueryClient): () => void {
  const stop = new AbortController();
  const gather = gatherer(queries);
  void follow(queries, gather.add, stop.signal);
  return () => {
    stop.abort();
    gather.stop();
    become("connecting");
  };
}

async function follow(
  queries: QueryClient,
  add: (change: Change) => void,
  stop: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  let pause = FIRST_PAUSE_MS;
  const isOver = (): boolean => stop.aborted;
  while (!isOver()) {
    try {
      for await (const event of stream(lastId, stop)) {
        if (event === "open") {
          if (state === "broken") void queries.invalidateQueries();
          become("live");
          pause = FIRST_PAUSE_MS;
          continue;
        }
        lastId = event.id ?? lastId;
        const change = changeOf(event.data);
        if (change !== null) add(change);
      }
    } catch {
      // Whatever broke the stream (server gone, proxy, sleep): say so, wait, try again.
    }
    if (isOver()) return;
    become("broken");
    await rest(pause, stop);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function* stream(lastId: string | null, stop: AbortSignal) {
  const silence = new AbortController();
  const headers: Record<string, string> = { Accept: "text/event-stream", ...accessHeaders() };
  if (lastId !== null) headers["Last-Event-ID"] = lastId;
  const response = await fetch(EVENTS, {
    headers,
    cache: "no-store",
    signal: AbortSignal.any([stop, silence.signal]),
  });
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
  yield "open" as const;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventStreamReader();
  for (;;) {
    const timer = setTimeout(() => {
      silence.abort();
    }, SILENCE_MS);
    const { done, value } = await reader.read().finally(() => {
      clearTimeout(timer);
    });
    if (done) return;
    yield* parser.push(value);
  }
}

function rest(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function gatherer(queries: QueryClient): { add: (change: Change) => void; stop: () => void } {
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    const changes = gathered;
    gathered = [];
    timer = null;
    // A slow query that is under way is not begun anew by every event.
    void queries.invalidateQueries(
      { predicate: (query) => isTouched(query, changes) },
      { cancelRefetch: false },
    );
  };
  return {
    add(change) {
      gathered.push(change);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
