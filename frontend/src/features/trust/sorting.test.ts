import { expect, test } from "vitest";

import { row } from "./row-for-tests";
import { pressed, sorted, sortingOf } from "./sorting";

const cpu = (label: string, mean: number | null) =>
  row({ label, cells: { cpu: { words: String(mean), order: mean, warning: null } } });
const ROWS = [cpu("b", 2), cpu("none", null), cpu("a", 1), cpu("c", 3)];

function order(text: string | undefined, rows = ROWS): string[] {
  return sorted(rows, sortingOf(text, rows)).map(({ label }) => label);
}

test("rows are ordered by a number, and those without one come last either way", () => {
  expect(order("cpu")).toEqual(["a", "b", "c", "none"]);
  expect(order("-cpu")).toEqual(["c", "b", "a", "none"]);
});

test.each([undefined, "nonsense", "-label", "seeds", "run_ids", "-"])(
  "an address that asks for no column (%s) leaves the rows as grouped",
  (text) => {
    expect(order(text)).toEqual(ROWS.map(({ label }) => label));
  },
);

test("pressing a head asks for the most, then the least, then the groups' own order", () => {
  const first = pressed("cpu", undefined);
  const second = pressed("cpu", sortingOf(first, ROWS));
  expect([first, second, pressed("cpu", sortingOf(second, ROWS))]).toEqual([
    "-cpu",
    "cpu",
    undefined,
  ]);
  expect(pressed("price_of_change", sortingOf("cpu", ROWS))).toBe("-price_of_change");
});
