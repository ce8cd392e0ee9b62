import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { answerFrom, answerFromServer } from "@/client/transport";
import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { type Parallel, readComparison } from "./address";
import { moved, rangesOf, withRange } from "./axis-ranges";
import { ParallelFigure } from "./parallel-figure";

const STOPS = [1, 2, 5].map((at) => ({ at, text: String(at) }));
const AXES = ["rollout.length", "real_return", "error(10)"].map((name) => ({
  name,
  stops: STOPS,
  low: null,
  high: null,
}));
const ANSWER = {
  figure: { data: [], layout: {} },
  empty: true,
  reason: "None.",
  note: null,
  groups: [],
  axes: AXES,
  colour: "real_return",
  chosen: 3,
  of: 3,
  words: "All 3 runs are shown; no range is chosen.",
};
const SHOWN: Parallel = {
  fields: AXES.map(({ name }) => name),
  colour: "real_return",
  ranges: [],
};

function show(parallel?: Parallel) {
  const onParallel = vi.fn();
  stubServer({
    "GET /api/v1/figures/parallel": { body: ANSWER },
    "GET /api/v1/runs/fields": { body: { items: [] } },
  });
  renderInPage(
    <ParallelFigure runs={["a"]} groupBy={undefined} parallel={parallel} onParallel={onParallel} />,
  );
  return onParallel;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("an axis moves and goes by its buttons, with its range", async () => {
  const onParallel = show({ ...SHOWN, ranges: ["real_return:1:2"] });
  await userEvent.click(await screen.findByRole("button", { name: "Move real_return left" }));
  expect(onParallel).toHaveBeenLastCalledWith({
    ...SHOWN,
    fields: ["real_return", "rollout.length", "error(10)"],
    ranges: ["real_return:1:2"],
  });
  await userEvent.click(screen.getByRole("button", { name: "Remove real_return" }));
  expect(onParallel).toHaveBeenLastCalledWith({
    ...SHOWN,
    fields: ["rollout.length", "error(10)"],
    ranges: [],
  });
  expect(screen.getByRole("button", { name: "Move rollout.length left" })).toBeDisabled();
});

test("a range is chosen by the arrow keys, and the count is said", async () => {
  const onParallel = show();
  const thumb = await screen.findByRole("slider", { name: "rollout.length from" });
  expect(screen.getByText(ANSWER.words)).toHaveRole("status");
  thumb.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(onParallel).toHaveBeenLastCalledWith({ ...SHOWN, ranges: ["rollout.length:2:5"] });
});

test("ranges are kept by axis, and those of no axis are left out", () => {
  expect(withRange(["a:1:2", "error(3):0:1"], "a", [2, 3])).toEqual(["error(3):0:1", "a:2:3"]);
  expect(withRange(["a:1:2"], "a", undefined)).toEqual([]);
  expect(rangesOf(["a:1:2", "b:1:2"], ["b"])).toEqual(["b:1:2"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  const search = { parallel: "seed,real_return", ranges: "x:1:2,seed:2:1,seed:0:1,<b>" };
  expect(readComparison(search).parallel?.ranges).toEqual(["seed:0:1"]);
  expect(readComparison({ parallel: "seed" }).parallel).toBeUndefined();
});

test("a page that is kept has the lines, and no other axes", async () => {
  const facts = { at: "", title: "", note: "", licence: "", version: "", left_out: "" };
  answerFrom(facts, () => Promise.resolve(Response.json(ANSWER)));
  try {
    renderInPage(
      <ParallelFigure runs={["a"]} groupBy={undefined} parallel={SHOWN} onParallel={vi.fn()} />,
    );
    expect(await screen.findByText(ANSWER.words)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Move/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
  } finally {
    answerFromServer();
  }
});
