import { expect, test } from "vitest";

import {
  isFiltered,
  NEWEST_FIRST,
  nextSort,
  readRunsView,
  runQueryOf,
  writeRunsView,
} from "./address";

test("a plain address shows everything, newest first", () => {
  const view = readRunsView({});
  expect(view.sort).toBe(NEWEST_FIRST);
  expect(isFiltered(view)).toBe(false);
  expect(writeRunsView(view)).toEqual({});
});

test("a view survives the way through the address", () => {
  const search = {
    q: "pend",
    status: "running,failed",
    version: "3.0",
    filter: "seed == 1",
    sort: "-real_return",
  };
  expect(writeRunsView(readRunsView(search))).toEqual(search);
});

test("nonsense in the address is left out", () => {
  const view = readRunsView({ status: "asleep,failed", sort: "drop table", q: { a: 1 } });
  expect(view).toMatchObject({ status: ["failed"], sort: NEWEST_FIRST, q: "" });
});

test("an experiment's page asks for its own runs only", () => {
  expect(runQueryOf(readRunsView({}), "x1")).toEqual({ sort: "-created_at", experiment: "x1" });
});

test("the first click on a column shows its better end", () => {
  expect(nextSort(NEWEST_FIRST, "real_return", true)).toBe("-real_return");
  expect(nextSort("-real_return", "real_return", true)).toBe("real_return");
  expect(nextSort(NEWEST_FIRST, "name", false)).toBe("name");
});
