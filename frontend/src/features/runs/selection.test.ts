import { expect, test } from "vitest";

import {
  extended,
  NOTHING_SELECTED,
  readSelection,
  type Selection,
  toggled,
  toggledAll,
  writtenSelection,
} from "./selection";

const idsOf = ({ ids }: Selection) => (ids === "all" ? [ids] : [...ids]);

const ORDER = ["a", "b", "c", "d"];

test("a second choice of the same row takes it back", () => {
  const once = toggled(NOTHING_SELECTED, "a", ORDER);
  expect(idsOf(once)).toEqual(["a"]);
  expect(idsOf(toggled(once, "a", ORDER))).toEqual([]);
});

test("a range runs from the last row chosen, upwards too", () => {
  const from = toggled(NOTHING_SELECTED, "c", ORDER);
  expect(idsOf(extended(from, "a", ORDER, ORDER)).sort()).toEqual(["a", "b", "c"]);
});

test("a range that ends at a chosen row takes the range back", () => {
  const all = extended(toggled(NOTHING_SELECTED, "a", ORDER), "d", ORDER, ORDER);
  expect(idsOf(extended(all, "b", ORDER, ORDER))).toEqual(["a"]);
});

test("without a row to begin at, a range is one row", () => {
  expect(idsOf(extended(NOTHING_SELECTED, "b", ORDER, ORDER))).toEqual(["b"]);
  const gone = toggled(NOTHING_SELECTED, "filtered out", ORDER);
  expect(extended(gone, "b", ORDER, ORDER).ids).toContain("b");
});

test("choosing all twice chooses none", () => {
  const all = toggledAll(NOTHING_SELECTED, 5_000);
  expect(all.ids).toBe("all");
  expect(toggledAll(all, 5_000)).toBe(NOTHING_SELECTED);
  expect(toggledAll(readSelection(ORDER), ORDER.length)).toBe(NOTHING_SELECTED);
});

test("of all that match one can be left out", () => {
  const all = toggledAll(NOTHING_SELECTED, ORDER.length);
  expect(idsOf(toggled(all, "b", ORDER))).toEqual(["a", "c", "d"]);
});

test("an address holds a short choice and all, and no long one", () => {
  const short = readSelection(["b", "a"]);
  expect(writtenSelection(short)).toEqual(["a", "b"]);
  expect(writtenSelection(toggledAll(short, 9))).toBe("all");
  expect(
    writtenSelection(readSelection(Array.from({ length: 41 }, (_, at) => String(at)))),
  ).toEqual([]);
});
