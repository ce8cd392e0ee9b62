import { expect, test } from "vitest";

import { row } from "./row-for-tests";
import { pressed, sorted, sortingOf } from "./sorting";

const cpu = (label: string, mean: number | null) =>
  row({ label, cpu: { mean, half_width: null, n: 1 } });
const ROWS = [cpu("b", 2), cpu("none", null), cpu("a", 1), cpu("c", 3)];

function order(text: string | undefined, rows = ROWS): string[] {
  return sorted(rows, sortingOf(text, rows)).map(({ label }) => label);
}

test("rows are ordered by a number, and those without one come last either way", () => {
  expect(order("cpu")).toEqual(["a", "b", "c", "none"]);
  expect(order("-cpu")).toEqual(["c", "b", "a", "none"]);
});

test("laws are ordered by how fast they grow, alarms by the share that raises them", () => {
  const law = (label: string, counts: Record<string, number>, n = 5) =>
    row({ label, law: { counts, n } });
  const laws = [law("exp", { exponential: 5 }), law("lin", { linear: 5 }), law("no", {}, 0)];
  expect(order("law", laws)).toEqual(["lin", "exp", "no"]);
  const alarm = (label: string, raised: number) =>
    row({ label, alarm: { counts: { raised, quiet: 5 - raised }, n: 5 } });
  expect(order("-alarm", [alarm("one", 1), alarm("four", 4)])).toEqual(["four", "one"]);
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
  expect(pressed("price", sortingOf("cpu", ROWS))).toBe("-price");
});
