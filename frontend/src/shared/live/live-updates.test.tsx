import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { startLive, useLiveState } from "./live-updates";
import { LocksForTests } from "./locks-for-tests";
import { ServerForTests } from "./server-for-tests";
import { rest } from "./timers";

function State() {
  return <output>{useLiveState()}</output>;
}

/** What a page knows, and a way to wait until it learns that this is old. */
function knowing(...nouns: string[]) {
  const queries = new QueryClient();
  for (const noun of nouns) queries.setQueryData([noun], {});
  return queries;
}

async function isOld(queries: QueryClient, noun: string): Promise<void> {
  await waitFor(
    () => {
      expect(queries.getQueryState([noun])?.isInvalidated).toBe(true);
    },
    { timeout: 3_000 },
  );
}

function show(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** Another tab of this browser: the same code, with a state of its own. */
async function otherTab(queries: QueryClient): Promise<void> {
  vi.resetModules();
  const tab = await import("./live-updates");
  stops.push(tab.startLive(queries));
}

let stops: (() => void)[] = [];
let server: ServerForTests;

beforeEach(() => {
  server = new ServerForTests();
  vi.stubGlobal("fetch", server.fetch);
  Object.defineProperty(navigator, "locks", { value: new LocksForTests(), configurable: true });
  show("visible");
});

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "locks");
});

test("a change makes the queries of its noun old, once for many", async () => {
  const queries = knowing("runs", "catalog");
  const invalidate = vi.spyOn(queries, "invalidateQueries");
  stops.push(startLive(queries));
  await server.opens(1, 0);
  server.change(1, "run");
  server.change(2, "run");
  await isOld(queries, "runs");
  expect(queries.getQueryState(["catalog"])?.isInvalidated).toBe(false);
  expect(invalidate).toHaveBeenCalledTimes(1);
});

test("a broken stream is said, resumed after the last event heard, and all is asked again", async () => {
  const queries = knowing("catalog");
  render(<State />);
  stops.push(startLive(queries));
  await server.opens(1, 40);
  expect(await screen.findByText("live")).toBeInTheDocument();
  server.change(41, "worker");
  server.last.hangUp();
  expect(await screen.findByText("broken")).toBeInTheDocument();
  await server.opens(2, 45);
  expect(await screen.findByText("live")).toBeInTheDocument();
  expect(server.last.headers.get("Last-Event-ID")).toBe("41");
  expect(queries.getQueryState(["catalog"])?.isInvalidated).toBe(true);
});

test("a stream that breaks before it told what was missed resumes where it was", async () => {
  stops.push(startLive(knowing()));
  await server.opens(1, 41);
  server.last.hangUp();
  await server.opens(2, 45);
  server.last.hangUp();
  await server.opens(3, 45);
  expect(server.last.headers.get("Last-Event-ID")).toBe("41");
});

test("a page that missed too much asks for all again", async () => {
  const queries = knowing("catalog");
  stops.push(startLive(queries));
  await server.opens(1, 9000);
  server.last.say('event: reset\ndata: {"version": 9000}\n\n');
  await isOld(queries, "catalog");
});

test("a page that is refused asks who it is", async () => {
  server.status = 401;
  const queries = knowing("session", "shared", "runs");
  stops.push(startLive(queries));
  await isOld(queries, "session");
  await isOld(queries, "shared");
  expect(queries.getQueryState(["runs"])?.isInvalidated).toBe(false);
});

test("two tabs hear of a change over one stream, and the second takes over from the first", async () => {
  const first = knowing("runs");
  const second = knowing("runs", "experiments");
  stops.push(startLive(first));
  await server.opens(1, 7);
  await otherTab(second);
  server.change(8, "run");
  await Promise.all([isOld(first, "runs"), isOld(second, "runs")]);
  expect(server.streams).toHaveLength(1);

  stops.shift()?.();
  await server.opens(2, 9);
  expect(server.streams[0]?.isOpen()).toBe(false);
  expect(server.last.headers.get("Last-Event-ID")).toBe("8");
  server.change(9, "experiment");
  await isOld(second, "experiments");
});

test("a second tab is told again what changed while it asked for what it shows", async () => {
  const second = knowing("runs", "catalog");
  stops.push(startLive(knowing("runs")));
  await server.opens(1, 7);
  server.change(8, "run");
  await rest(50, new AbortController().signal);
  await otherTab(second);
  await isOld(second, "runs");
  expect(second.getQueryState(["catalog"])?.isInvalidated).toBe(false);
  expect(server.streams).toHaveLength(1);
});

test("a hidden tab holds no stream, and goes on where it was", async () => {
  stops.push(startLive(knowing()));
  await server.opens(1, 7);
  await waitFor(() => {
    expect(server.last.isOpen()).toBe(true);
  });
  show("hidden");
  expect(server.last.isOpen()).toBe(false);
  show("visible");
  await server.opens(2, 9);
  expect(server.last.headers.get("Last-Event-ID")).toBe("7");
});

test("a tab that left before its stream was ready asks for all again when it is back", async () => {
  const queries = knowing("runs");
  stops.push(startLive(queries));
  await server.isAsked(1);
  show("hidden");
  show("visible");
  expect(queries.getQueryState(["runs"])?.isInvalidated).toBe(false);
  await server.opens(2, 4);
  await isOld(queries, "runs");
});

test("a page that goes into the cache of the back button holds no stream there", async () => {
  stops.push(startLive(knowing()));
  await server.opens(1, 7);
  window.dispatchEvent(new Event("pagehide"));
  expect(server.last.isOpen()).toBe(false);
  window.dispatchEvent(new Event("pageshow"));
  await server.opens(2, 9);
});

test("a tab that stops answering loses its turn to one that waits", async () => {
  // The stuck tab: it has the turn and says nothing.
  const stuck = navigator.locks.request("branchpoint-live", {}, () => new Promise(() => undefined));
  stuck.catch(() => undefined);
  vi.useFakeTimers({ shouldAdvanceTime: true });
  stops.push(startLive(knowing()));
  expect(server.streams).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(31_000);
  vi.useRealTimers();
  await server.opens(1, 7);
});

test("more share links at once than a browser has connections for are told so", async () => {
  const busy = ["0", "1", "2", "3"].map((place) => `branchpoint-stream-place-${place}`);
  for (const name of busy) {
    void navigator.locks.request(name, { ifAvailable: true }, () => new Promise(() => undefined));
  }
  render(<State />);
  stops.push(startLive(knowing()));
  expect(await screen.findByText("crowded")).toBeInTheDocument();
  expect(server.streams).toHaveLength(0);
});

test("without Web Locks each tab on screen has a stream of its own", async () => {
  Reflect.deleteProperty(navigator, "locks");
  const queries = knowing("runs");
  stops.push(startLive(queries));
  await server.opens(1, 7);
  server.change(8, "run");
  await isOld(queries, "runs");
});

// By the clock, which a busy machine stops now and then.
test("a first change is asked for at once, others after a rest", { retry: 3 }, async () => {
  const queries = knowing("runs", "logs");
  stops.push(startLive(queries));
  await server.opens(1, 7);
  const begun = performance.now();
  server.change(8, "run");
  await isOld(queries, "runs");
  expect(performance.now() - begun).toBeLessThan(600);
  server.change(9, "logs");
  await isOld(queries, "logs");
  expect(performance.now() - begun).toBeGreaterThan(300);
});

test("what changes while its answer is under way is asked for once more", async () => {
  const queries = knowing();
  const answers: (() => void)[] = [];
  const queryFn = vi.fn(
    () =>
      new Promise<number>((resolve) =>
        answers.push(() => {
          resolve(1);
        }),
      ),
  );
  stops.push(
    new QueryObserver(queries, { queryKey: ["runs"], queryFn }).subscribe(() => undefined),
  );
  answers.shift()?.();
  await vi.waitFor(() => {
    expect(queries.getQueryState(["runs"])?.status).toBe("success");
  });
  stops.push(startLive(queries));
  await server.opens(1, 7);
  server.change(8, "run");
  await vi.waitFor(() => {
    expect(queryFn).toHaveBeenCalledTimes(2);
  });
  // The second answer was made before this change, and comes long after it.
  server.change(9, "run");
  await rest(1_000, new AbortController().signal);
  await vi.waitFor(() => {
    answers.shift()?.();
    expect(queryFn).toHaveBeenCalledTimes(3);
  }, 5_000);
});
