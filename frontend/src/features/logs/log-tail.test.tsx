import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { LogTail } from "./log-tail";

const LINES = Array.from({ length: 612 }, (_, index) => ({
  id: index + 1,
  at: "2026-03-01T12:00:00Z",
  level: "info",
  message: `line ${String(index + 1)}.`,
  attempt: 1,
}));

test("a long log shows its end, and more of it to who asks", async () => {
  stubServer({ "GET /api/v1/runs/r1/logs": { body: { items: LINES } } });
  renderInPage(<LogTail runId="r1" />);
  const log = await screen.findByRole("log");
  expect(within(log).getAllByText(/^line/)).toHaveLength(100);
  expect(log).toHaveTextContent("Show 100 earlier of 512 lines");
  await userEvent.click(within(log).getByRole("button", { name: "Show 100 earlier" }));
  expect(within(log).getAllByText(/^line/)).toHaveLength(200);
  expect(log).toHaveTextContent("line 413.");
});

test("a log without lines says why, in the server's words", async () => {
  const body = { items: [], next_after: 0, reason: "Nothing was written yet." };
  stubServer({ "GET /api/v1/runs/r1/logs": { body } });
  renderInPage(<LogTail runId="r1" />);
  expect(await screen.findByText("Nothing was written yet.")).toBeVisible();
});
