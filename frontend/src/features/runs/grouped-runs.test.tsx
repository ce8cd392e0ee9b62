import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readRunsView } from "./address";
import { RunsBrowser } from "./runs-browser";

const MARKS = ["0123456789", "abcdef0123"] as const;
const NONE = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
const GROUPS = MARKS.map((mark, at) => ({
  mark,
  label: `k = ${String(at + 1)}`,
  values: [String(at + 1)],
  count: 3,
  run_counts: { ...NONE, succeeded: 2, failed: 1 },
  copies: 0,
  real_return: { mean: -140, low: -150, high: -130, n: 3 - at },
  columns: [
    { estimate: { mean: 0.25, low: null, high: null, n: 2 }, same: null, values: 2 },
    { estimate: null, same: null, values: 3 },
  ],
}));
const FIELD = { says: "", unit: "", is_number: true, can_group: true };

function show(search: Record<string, string>) {
  const onView = vi.fn();
  const asked = stubServer({
    "GET /api/v1/runs/groups": {
      body: {
        group_by: ["rollout.length"],
        columns: ["error(10)", "name"].map((name) => ({ ...FIELD, name })),
        items: GROUPS,
        total: 2,
        runs: 6,
      },
    },
    "GET /api/v1/runs": {
      body: { items: [], columns: [], values: [], next_cursor: null, total: 0 },
    },
    "GET /api/v1/runs/matching": {
      body: {
        items: ["a", "b", "c"].map((id) => ({
          id,
          status: "succeeded",
          tags: [],
          is_archived: false,
          is_pinned: false,
        })),
        total: 3,
      },
    },
    "GET /api/v1/runs/fields": { body: { items: [{ ...FIELD, name: "rollout.length" }] } },
    "GET /api/v1/runs/sparklines": { body: { items: [] } },
    "GET /api/v1/saved-views": { body: { items: [] } },
    "GET /api/v1/catalog": {
      body: { versions: [], environments: [], limits: { max_runs: 500 } },
    },
  });
  const view = readRunsView({ group_by: "rollout.length", columns: "error(10),name", ...search });
  renderInPage(<RunsBrowser view={view} onView={onView} experiment={null} empty="" />);
  return { onView, asked };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a group's row says its runs, their states, and means with what they are over", async () => {
  show({});
  const rows = await screen.findAllByRole("row", { name: /k = / });
  expect(rows[0]).toHaveTextContent("3 runs: 2 succeeded, 1 failed");
  expect(rows[0]).toHaveTextContent("−140 ± 10");
  expect(rows[0]).toHaveTextContent("0.25 (n = 2)");
  expect(rows[0]).toHaveTextContent("3 values");
  expect(rows[1]).toHaveTextContent("−140 ± 10 (n = 2)");
  expect(screen.getByText("6 runs in 2 groups")).toBeInTheDocument();
});

test("a group opens in the address, and its runs alone are asked for", async () => {
  const { onView } = show({});
  await userEvent.click(await screen.findByRole("button", { name: /k = 2/, expanded: false }));
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ open: [MARKS[1]] }));
  const { asked } = show({ open: MARKS[1] });
  await screen.findByRole("button", { name: /k = 2/, expanded: true });
  const pages = asked.filter(({ what }) => what === "GET /api/v1/runs");
  expect(pages).toHaveLength(1);
});

test("a group is chosen whole, without its runs being loaded", async () => {
  show({});
  const box = await screen.findByRole("checkbox", { name: "Select the 3 runs of k = 1" });
  await userEvent.click(box);
  const bar = await screen.findByRole("region", { name: "Chosen runs" });
  expect(await within(bar).findByText("3 runs chosen")).toBeInTheDocument();
  expect(box).toBeChecked();
  await userEvent.click(box);
  expect(bar).not.toBeInTheDocument();
});
