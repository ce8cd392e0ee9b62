import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readRunsView } from "./address";
import type { Run } from "./api";
import { RunsBrowser } from "./runs-browser";

const RUN: Run = {
  id: "r0",
  experiment_id: "x",
  experiment_name: "Longer rollouts",
  told_apart: "",
  name: "k=5 seed 0",
  status: "running",
  status_word: "running",
  cancel_requested: false,
  environment: "Pendulum-v1",
  version: "3.0",
  improver: "auto",
  rollout_length: "5",
  start: "real_uniform",
  seed: 0,
  tags: [],
  env_steps: 1_250,
  total_steps: 5_000,
  progress: 0.25,
  steps_per_second: 12,
  seconds_left: 312,
  phase: "fitting the model",
  stalled_since: null,
  warnings: [],
  real_return: -148.2,
  model_return: null,
  created_at: "2026-01-01T00:00:00Z",
  started_at: null,
  finished_at: null,
  attempt: 1,
  max_attempts: 3,
  worker_id: null,
  failure_reason: null,
  parent_id: null,
  is_archived: false,
  is_pinned: false,
  is_paused: false,
  priority: 0,
  deleted_at: null,
};

const RUNS = [0, 1, 2, 3].map((seed) => ({ ...RUN, id: `r${seed}`, name: `seed ${seed}`, seed }));
const CURVES = {
  id: "r0",
  real: { steps: [100, 200, 300], values: [-3, -1, -2], left_out: 0 },
  model: { steps: [], values: [], left_out: 0 },
  words: "real return from −3 to −2",
};
const TAGS = { add_tags: [], remove_tags: [] };
const CATALOG = { versions: [], environments: [], limits: { max_runs: 3 } };

function show(items: readonly Run[], search: Record<string, string> = {}) {
  const onView = vi.fn();
  const asked = stubServer({
    "GET /api/v1/runs": {
      body: {
        items,
        columns: [],
        values: items.map(() => []),
        next_cursor: null,
        total: items.length,
      },
    },
    "GET /api/v1/catalog": { body: CATALOG },
    "GET /api/v1/runs/sparklines": { body: { items: [CURVES] } },
    "GET /api/v1/saved-views": { body: { items: [] } },
    "PATCH /api/v1/runs": { body: { count: 1, undo: [{ ids: ["r0"], deleted: false }] } },
  });
  renderInPage(
    <RunsBrowser
      view={readRunsView(search)}
      onView={onView}
      experiment={null}
      empty="Launch some."
    />,
  );
  return { onView, asked };
}

function chosen(): string[] {
  const rows = screen.getAllByRole("row").filter((row) => row.dataset["selected"] === "true");
  return rows.map((row) => within(row).getByRole("link", { name: /^seed/ }).textContent);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a row says in words what its run is and how long it still takes", async () => {
  show([RUN]);
  const row = (await screen.findByRole("link", { name: RUN.name })).closest("tr");
  expect(row).toHaveTextContent("running");
  expect(row).toHaveTextContent("1,250 of 5,000");
  expect(row).toHaveTextContent("12 steps/s · 5 min left");
  expect(row).toHaveTextContent("−148");
});

test("rows in sight have their returns as small curves, by one request", async () => {
  const { asked } = show(RUNS);
  const curve = await screen.findByRole("img", { name: "real return from −3 to −2" });
  expect(curve.querySelector("polyline:last-of-type")).toHaveAttribute(
    "points",
    "1.5,18.5 36.0,1.5 70.5,10.0",
  );
  expect(asked.filter(({ what }) => what.endsWith("/sparklines"))).toHaveLength(1);
});

test("shift-click chooses all rows between", async () => {
  show(RUNS);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select seed 0" }));
  fireEvent.click(screen.getByRole("checkbox", { name: "Select seed 2" }), { shiftKey: true });
  expect(chosen()).toEqual(["seed 0", "seed 1", "seed 2"]);
  expect(screen.getByRole("link", { name: "Compare" })).toHaveAttribute(
    "href",
    expect.stringContaining("r0"),
  );
});

test("the keyboard alone moves along the rows and chooses them", async () => {
  show(RUNS);
  (await screen.findByRole("link", { name: "seed 0" })).focus();
  await userEvent.keyboard(" {ArrowDown}{ArrowDown}{Shift>} {/Shift}");
  expect(screen.getByRole("link", { name: "seed 2" })).toHaveFocus();
  expect(chosen()).toEqual(["seed 0", "seed 1", "seed 2"]);
});

test("the arrows move along the rows from a checkbox and from any link of a row", async () => {
  show([{ ...RUN, name: "seed 0", tags: ["old"] }, ...RUNS.slice(1)]);
  (await screen.findByRole("checkbox", { name: "Select seed 1" })).focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("link", { name: "seed 2" })).toHaveFocus();
  screen.getByRole("link", { name: "#old" }).focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("link", { name: "seed 1" })).toHaveFocus();
  screen.getByRole("checkbox", { name: /^Select all/ }).focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("link", { name: "seed 0" })).toHaveFocus();
});

test("all that match are chosen, also those that are not loaded", async () => {
  const matched = RUNS.map(({ id, status, tags, is_archived, is_pinned }) => ({
    id,
    status,
    tags,
    is_archived,
    is_pinned,
  }));
  const page = { items: RUNS.slice(0, 2), columns: [], values: [[], []], next_cursor: null };
  const asked = stubServer({
    "GET /api/v1/runs": { body: { ...page, total: 4 } },
    "GET /api/v1/runs/matching": { body: { items: matched, total: 4 } },
    "GET /api/v1/catalog": { body: CATALOG },
    "PATCH /api/v1/runs": { body: { count: 4, undo: [] } },
  });
  const onView = vi.fn();
  renderInPage(<RunsBrowser view={readRunsView({})} onView={onView} experiment={null} empty="" />);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all 4 runs" }));
  expect(screen.getByText("4 runs chosen")).toBeVisible();
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ chosen: "all" }));
  expect(await screen.findByRole("button", { name: "Compare at most 3" })).toBeDisabled();
  await userEvent.click(screen.getByRole("checkbox", { name: "Select seed 1" }));
  expect(screen.getByText("3 runs chosen")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  await waitFor(() => {
    expect(asked.at(-1)?.what).not.toBe("GET /api/v1/runs/matching");
  });
  const body = { ...TAGS, ids: ["r0", "r2", "r3"], deleted: true };
  expect(asked).toContainEqual({ what: "PATCH /api/v1/runs", body });
});

test("the choice that an address holds is made", async () => {
  show(RUNS, { chosen: "r1,r2" });
  await screen.findByRole("link", { name: "seed 0" });
  expect(chosen()).toEqual(["seed 1", "seed 2"]);
});

test("a deletion can be undone", async () => {
  const { asked } = show(RUNS);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select seed 0" }));
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => {
    expect(asked.filter(({ what }) => what === "PATCH /api/v1/runs")).toEqual([
      { what: "PATCH /api/v1/runs", body: { ...TAGS, ids: ["r0"], deleted: true } },
      { what: "PATCH /api/v1/runs", body: { ...TAGS, ids: ["r0"], deleted: false } },
    ]);
  });
});

test("a click on a heading asks for its better end first", async () => {
  const { onView } = show(RUNS);
  await userEvent.click(await screen.findByRole("button", { name: "real return" }));
  expect(onView).toHaveBeenCalledWith(expect.objectContaining({ sort: "-real_return" }));
});

test("a column that was added shows each run's value and can be sorted by", async () => {
  const columns = [
    { name: "error(10)", says: "error after ten steps", unit: "deviations", is_number: true },
  ];
  const values = [[0.0372], [null]];
  const body = { items: RUNS.slice(0, 2), columns, values, next_cursor: null, total: 2 };
  const onView = vi.fn();
  stubServer({ "GET /api/v1/runs": { body }, "GET /api/v1/catalog": { body: CATALOG } });
  const view = readRunsView({ columns: "error(10),<b>" });
  renderInPage(<RunsBrowser view={view} onView={onView} experiment={null} empty="" />);
  const row = (await screen.findByRole("link", { name: "seed 0" })).closest("tr");
  expect(row?.lastElementChild).toHaveTextContent("0.037");
  await userEvent.click(screen.getByRole("button", { name: "error(10)" }));
  expect(onView).toHaveBeenCalledWith(
    expect.objectContaining({ sort: "-error(10)", columns: ["error(10)"] }),
  );
});

test("of many rows those in sight are drawn, and all are counted", async () => {
  const many = Array.from({ length: 500 }, (_, seed) => ({ ...RUN, id: `m${seed}`, seed }));
  show(many);
  const table = await screen.findByRole("table", { name: "Runs" });
  expect(table).toHaveAttribute("aria-rowcount", "501");
  expect(within(table).getAllByRole("row").length).toBeLessThan(400);
});

test("nothing at all and nothing that matches are told apart", async () => {
  show([]);
  expect(await screen.findByText("Launch some.")).toBeInTheDocument();
});

test("what filters everything out can be taken away", async () => {
  const { onView } = show([], { q: "hopper" });
  await userEvent.click(await screen.findByRole("button", { name: "show all" }));
  expect(onView).toHaveBeenCalledWith(expect.objectContaining({ q: "" }));
});

test("a refusal is shown with a way to ask again", async () => {
  const told = { type: "x", title: "Too many", status: 429, detail: "Wait.", errors: [] };
  stubServer({ "GET /api/v1/runs": { status: 429, body: told } });
  renderInPage(<RunsBrowser view={readRunsView({})} onView={vi.fn()} experiment={null} empty="" />);
  expect(await screen.findByRole("alert")).toHaveTextContent("Too many");
  expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
});
