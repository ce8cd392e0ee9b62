import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { accessHeaders, askTogether } from "@/client/client";
import { basePath } from "@/client/transport";
import type { StreamEvent } from "./event-stream";
import { type Change, changeOf, isTouched } from "./invalidation";
import { whileShown } from "./while-on-screen";
import { type LiveState, Tab } from "./live-tab";
import { rest } from "./timers";

/** A report of a run is several changes: they are gathered for this long. */
const GATHER_MS = 15;
/** From one refetch to the next, so that a busy run costs one and not fifty. */
const REST_MS = 300;
/** A page rests for as long as its server took to answer, but no longer than this. */
const LONGEST_REST_MS = 1_000;
/** What is not answered by then keeps the rest of the page waiting no longer. */
const PATIENCE_MS = 5_000;

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
 * Follows the server while the page is on screen and invalidates the queries that changes touch,
 * until the returned function is called. All tabs of a browser share one stream. After a break, or
 * when more was missed than the server still knows, all is asked again once.
 */
export function startLive(queries: QueryClient): () => void {
  const gather = gatherer(queries);
  const askAll = (): void => void queries.invalidateQueries();
  let isDoubtful = false;
  const tab = new Tab(streamName(), {
    become(next) {
      if (next === "broken" || next === "crowded") isDoubtful = true;
      if (next === "live" && isDoubtful) askAll();
      if (next === "live") isDoubtful = false;
      become(next);
    },
    hear(event) {
      if (event.event === "reset") askAll();
      else if (event.event === "ended") askWhoIAm(queries);
      else addChange(event, gather.add);
    },
    miss: askAll,
  });
  const end = whileShown((hidden) => void tab.follow(hidden));
  return () => {
    end();
    gather.stop();
    become("connecting");
  };
}

/** Each access has a stream of its own: a reader of a share link hears of what was shared only. */
function streamName(): string {
  return [`branchpoint-live${basePath()}`, ...Object.values(accessHeaders())].join(" ");
}

/** The server let this page in before, and does so no longer: signed out, or a link taken back. */
function askWhoIAm(queries: QueryClient): void {
  for (const noun of ["session", "shared"]) {
    void queries.invalidateQueries({ queryKey: [noun] });
  }
}

function addChange(event: StreamEvent, add: (change: Change) => void): void {
  const change = changeOf(event.data);
  if (change !== null) add(change);
}

/** Asks for what changed: at once, and then never while it asks already, or right after. */
function gatherer(queries: QueryClient): { add: (change: Change) => void; stop: () => void } {
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isAsking = false;
  let rested = 0;
  const schedule = (): void => {
    if (isAsking || gathered.length === 0) return;
    timer ??= setTimeout(() => void flush(), Math.max(GATHER_MS, rested - performance.now()));
  };
  const flush = async (): Promise<void> => {
    const changes = gathered;
    gathered = [];
    timer = null;
    isAsking = true;
    const begun = performance.now();
    const over = new AbortController();
    await Promise.race([askFor(queries, changes), rest(PATIENCE_MS, over.signal)]);
    over.abort();
    const took = performance.now() - begun;
    const pause = Math.min(Math.max(REST_MS - took, took), LONGEST_REST_MS);
    rested = performance.now() + pause;
    isAsking = false;
    schedule();
  };
  return {
    add(change) {
      gathered.push(change);
      schedule();
    },
    stop() {
      gathered = [];
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Resolves when all that these changes make old is answered. */
async function askFor(queries: QueryClient, changes: readonly Change[]): Promise<void> {
  let asked: Promise<void> | undefined;
  askTogether(() => {
    // A slow query that is under way is not begun anew by every event.
    asked = queries.invalidateQueries(
      { predicate: (query) => isTouched(query, changes) },
      { cancelRefetch: false },
    );
  });
  await asked;
}
