/** The page's one clock: it ticks while the page is seen, and is right at once when it is seen again. */

import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function stop() {
  if (timer !== null) clearInterval(timer);
  timer = null;
}

function start() {
  if (timer !== null || document.hidden) return;
  timer = setInterval(tick, TICK_MS);
}

function onVisibility() {
  if (document.hidden) {
    stop();
    return;
  }
  tick();
  start();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", onVisibility);
  listeners.add(listener);
  start();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}

/** Now, to the second. A clock that stands is set first; within one rendering it may not move. */
function read(): number {
  const passed = Math.abs(Date.now() - now);
  if (timer === null && passed >= TICK_MS) now = Date.now();
  return now;
}

/**
 * What `of` makes of the time, told anew when it changes: words change rarely, so a long table of
 * ages is not drawn once a second. It has to give a plain value.
 */
export function useClock<Value extends string | number | boolean | null>(
  of: (now: number) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => of(read()));
}

const arrivals = new WeakMap<object, number>();

/**
 * What is left at `at` of the `seconds` that were left when `data` came; null where it is unknown
 * or over, because nobody knows how long what is late still takes.
 */
export function remaining(data: object, seconds: number | null, at: number): number | null {
  const arrived = arrivals.get(data) ?? at;
  arrivals.set(data, arrived);
  if (seconds === null) return null;
  const left = seconds - Math.max(0, at - arrived) / 1000;
  return left >= 1 ? left : null;
}
