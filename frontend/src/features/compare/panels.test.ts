import { expect, test } from "vitest";

import { readComparison, writeComparison } from "./address";
import { placed, split, viewOf } from "./panels";

const USUAL = readComparison({});

test("panels keep what is set of each, and an address of them reads the same again", () => {
  const panels = [
    { kind: "steps", own: { series: "policy/critic_loss", seriesScale: "log" } },
    { kind: "steps", own: { series: "model/loss_holdout", smoothing: 100 } },
    { kind: "scatter", own: { axes: ["error(10)", "real_return"] } },
    { kind: "parallel", own: { parallel: { fields: ["seed", "a.b"], colour: "c", ranges: [] } } },
  ] as const;
  const zooms = { "real-environment-steps": [1_000, 2_500.5] } as const;
  const written = writeComparison({ ...USUAL, panels, columns: 1, zooms });
  const read = readComparison({ ...written });
  expect(read.panels).toEqual(panels);
  expect([read.columns, read.zooms]).toEqual([1, zooms]);
  expect(readComparison({ panels: "none" }).panels).toEqual([]);
  expect(readComparison({}).panels).toBeUndefined();
});

test("what is malformed among panels is left out, and no more than twelve are read", () => {
  const search = { panels: "steps?series=<b>&x=sideways|lost?a=1|scatter?axes=seed|error??%zz" };
  expect(readComparison(search).panels).toEqual([
    { kind: "steps", own: {} },
    { kind: "scatter", own: {} },
    { kind: "error", own: {} },
  ]);
  expect(readComparison({ panels: "error|".repeat(50) }).panels).toHaveLength(12);
  expect(readComparison({ zoom: "h:5:1,steps:a:b,<b>:1:2,h:1:9" }).zooms).toEqual({ h: [1, 9] });
});

test("what a panel is set to is its own, and where it points is shared", () => {
  const parts = split("steps", { series: "a/b", step: 500 });
  expect(parts).toEqual({ own: { series: "a/b" }, shared: { step: 500 } });
  const shown = viewOf({ kind: "steps", own: {} }, { ...USUAL, series: "of/page", h: 3 }, USUAL);
  expect([shown.series, shown.h]).toEqual([undefined, 3]);
});

test("a panel moves to a place, and the others close up", () => {
  const kinds = (["error", "returns", "steps"] as const).map((kind) => ({ kind, own: {} }));
  const names = (from: number, to: number) => placed(kinds, from, to).map(({ kind }) => kind);
  expect(names(0, 2)).toEqual(["returns", "steps", "error"]);
  expect(names(2, 0)).toEqual(["steps", "error", "returns"]);
});
