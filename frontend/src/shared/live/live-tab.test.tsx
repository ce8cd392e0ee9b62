import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Tab } from "./live-tab";
import { LocksForTests } from "./locks-for-tests";
import { ServerForTests } from "./server-for-tests";

let server: ServerForTests;
let stops: AbortController[] = [];

beforeEach(() => {
  server = new ServerForTests();
  vi.stubGlobal("fetch", server.fetch);
  Object.defineProperty(navigator, "locks", { value: new LocksForTests(), configurable: true });
});

afterEach(() => {
  for (const stop of stops) stop.abort();
  stops = [];
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "locks");
});

function newTab() {
  const audience = { become: vi.fn(), hear: vi.fn(), miss: vi.fn() };
  return { audience, tab: new Tab("live-for-tests", audience) };
}

/** The tab is on screen until what is returned is aborted. */
function show(tab: Tab): AbortController {
  const stop = new AbortController();
  stops.push(stop);
  void tab.follow(stop.signal);
  return stop;
}

test("a tab that was off screen asks for all that it missed, however little of it was lately", async () => {
  const first = newTab();
  const second = newTab();
  show(first.tab);
  await server.opens(1, 7);
  server.change(8, "run");
  await vi.waitFor(() => {
    expect(first.audience.hear).toHaveBeenCalledTimes(1);
  });
  const shown = show(second.tab);
  await vi.waitFor(() => {
    expect(second.audience.hear).toHaveBeenCalledTimes(1);
  });
  shown.abort();
  server.change(9, "run");
  await vi.waitFor(() => {
    expect(first.audience.hear).toHaveBeenCalledTimes(2);
  });
  show(second.tab);
  await vi.waitFor(() => {
    expect(second.audience.miss).toHaveBeenCalledTimes(1);
  });
  expect(second.audience.hear).toHaveBeenCalledTimes(1);
});
