import { expect, test } from "vitest";

import { extended, NOTHING_SELECTED, toggled, toggledAll } from "./selection";

const ORDER = ["a", "b", "c", "d"];

test("a second choice of the same row takes it back", () => {
  const once = toggled(NOTHING_SELECTED, "a");
  expect([...once.ids]).toEqual(["a"]);
  expect(toggled(once, "a").ids.size).toBe(0);
});

test("a range runs from the last row chosen, upwards too", () => {
  const from = toggled(NOTHING_SELECTED, "c");
  expect([...extended(from, "a", ORDER).ids].sort()).toEqual(["a", "b", "c"]);
});

test("a range that ends at a chosen row takes the range back", () => {
  const all = extended(toggled(NOTHING_SELECTED, "a"), "d", ORDER);
  expect([...extended(all, "b", ORDER).ids]).toEqual(["a"]);
});

test("without a row to begin at, a range is one row", () => {
  expect([...extended(NOTHING_SELECTED, "b", ORDER).ids]).toEqual(["b"]);
  const gone = toggled(NOTHING_SELECTED, "filtered out");
  expect(extended(gone, "b", ORDER).ids).toContain("b");
});

test("choosing all twice chooses none", () => {
  const all = toggledAll(NOTHING_SELECTED, ORDER);
  expect(all.ids.size).toBe(4);
  expect(toggledAll(all, ORDER).ids.size).toBe(0);
});
