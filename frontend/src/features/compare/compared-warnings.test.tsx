import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import type { Schema } from "@/client/client";
import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { ComparedWarnings } from "./compared-warnings";

const WARNING = { kind: "diverged", label: "model diverged", says: "It is not finite." };
const run = (id: string, warnings: unknown[]) =>
  ({ id, name: `run ${id}`, warnings }) as unknown as Schema<"Run">;

afterEach(() => {
  vi.unstubAllGlobals();
});

test("those of the compared runs that carry a warning are named", async () => {
  const runs = [run("a", []), run("b", [WARNING])];
  renderInPage(<ComparedWarnings named={{ runs: ["a", "b"] }} of={2} runs={runs} />);
  expect(await screen.findByText(/1 of 2 runs carries a warning/)).toBeVisible();
  expect(screen.getByText("run b")).toBeVisible();
  expect(screen.queryByText("run a")).toBeNull();
});

test("of more runs than are named one by one the server says how many, and the first", async () => {
  const items = ["a", "b", "c", "d", "e", "f"].map((id) => run(id, [WARNING]));
  stubServer({ "GET /api/v1/runs": { body: { items, total: 1_234 } } });
  const among = { experiment: "x", filter: undefined };
  renderInPage(<ComparedWarnings named={{ runs: [], among }} of={5_000} runs={[]} />);
  expect(await screen.findByText(/1,234 of 5,000 runs carry a warning/)).toBeVisible();
  expect(screen.getByText("and 1,228 more")).toBeVisible();
});
