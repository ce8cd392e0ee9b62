import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { accessHeaders, askTogether } from "@/client/client";
import { basePath } from "@/client/transport";
import type { StreamEvent } from "./event-stream";
import { type Change, changeOf, isTouched } from "./invalidation";
import { whileShown } from "./while-on-screen";
import { type LiveState, Tab } from "./live-tab";

/** A report of a run is several changes: they are gathered for this long. */
const GATHER_MS = 50;
/** From one refetch to the next, so that a busy run costs one and not fifty. */
const REST_MS = 700;

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

function gatherer(queries: QueryClient): { add: (change: Change) => void; stop: () => void } {
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let rested = 0;
  const flush = (): void => {
    const changes = gathered;
    gathered = [];
    timer = null;
    rested = performance.now() + REST_MS;
    // A slow query that is under way is not begun anew by every event.
    askTogether(() => {
      void queries.invalidateQueries(
        { predicate: (query) => isTouched(query, changes) },
        { cancelRefetch: false },
      );
    });
  };
  return {
    add(change) {
      gathered.push(change);
      timer ??= setTimeout(flush, Math.max(GATHER_MS, rested - performance.now()));
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
