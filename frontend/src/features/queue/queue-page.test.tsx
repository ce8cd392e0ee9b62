import { screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { QueuePage } from "./queue-page";

const WORKER = {
  id: "w0",
  host: "here",
  slots: 4,
  busy: 0,
  version: "1",
  heartbeat_at: "2026-11-30T12:00:00Z",
  live: false,
  engine: "local",
  nodes: [],
  trouble: null,
};
const QUEUE = {
  running: 1,
  queued: 2,
  paused: 3,
  slots: 4,
  workers_live: 1,
  is_paused: false,
  max_running_per_account: null,
  max_queued_per_account: 1000,
  yours: null,
};

function show(queue: object, workers: object[] = []) {
  stubServer({
    "GET /api/v1/queue": { body: queue },
    "GET /api/v1/workers": { body: workers },
    "GET /api/v1/runs": { body: { items: [], next_cursor: null, total: 0 } },
    "GET /api/v1/runs/waiting": { body: { items: [], total: 0 } },
  });
  renderInPage(<QueuePage />);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("paused runs are counted apart from those that may be taken", async () => {
  show(QUEUE);
  await screen.findByText("1 running on 4 slots · 2 queued · 3 paused");
});

test("one's own runs count together towards the limit", async () => {
  show({ ...QUEUE, paused: 0, yours: { running: 1, waiting: 2 } });
  await screen.findByText(
    "1 running on 4 slots · 2 queued · yours: 1 running, 2 of at most 1,000 waiting",
  );
});

test("workers that are gone and alike share a row, and others keep theirs", async () => {
  show(QUEUE, [
    { ...WORKER, id: "w1", live: true },
    { ...WORKER, id: "w2" },
    { ...WORKER, id: "w3", host: "there" },
    { ...WORKER, id: "w4" },
    { ...WORKER, id: "w5" },
  ]);
  const table = await screen.findByRole("group", { name: "Table of workers" });
  const rows = within(table).getAllByRole("row").slice(1);
  const told = rows.map((row) =>
    within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  );
  expect(told.map(([host, , state]) => [host, state])).toEqual([
    ["here", "waiting for runs"],
    ["here", "3 gone"],
    ["there", "gone"],
  ]);
});
