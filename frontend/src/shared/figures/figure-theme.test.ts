import { expect, test } from "vitest";

import { themedFigure, translucent } from "./figure-theme";
import { GROUP_SYMBOLS, PALETTES } from "@/shared/theme/palette";

const { groups, imagined, inkSoft, real } = PALETTES.light;

function drawn(trace: Record<string, unknown>): Record<string, unknown> {
  return themedFigure({ data: [trace], layout: {} }, "light").data[0] ?? {};
}

test("real is ink and imagined is vermilion", () => {
  expect(drawn({ meta: { role: "real", group: null } })).toMatchObject({ line: { color: real } });
  expect(drawn({ meta: { role: "imagined", group: null } })).toMatchObject({
    line: { color: imagined },
  });
});

test("a group keeps its dash and gets its own colour", () => {
  const trace = { mode: "lines", line: { dash: "dash" }, meta: { role: "imagined", group: 1 } };
  expect(drawn(trace)).toMatchObject({ mode: "lines", line: { dash: "dash", color: groups[1] } });
});

test("a group beyond the colours carries marks as well", () => {
  const trace = { mode: "lines", meta: { role: "group", group: groups.length } };
  expect(drawn(trace)).toMatchObject({
    mode: "lines+markers",
    marker: { symbol: GROUP_SYMBOLS[0], color: groups[0] },
  });
});

test("a band is its group's colour, thin, without an edge", () => {
  const band = drawn({ meta: { role: "band", group: 0 } });
  expect(band["fillcolor"]).toBe(translucent(groups[0] ?? "", 0.14));
  expect(band).toMatchObject({ line: { width: 0 } });
});

test("the band of an imagined line is vermilion too", () => {
  const band = drawn({ meta: { role: "band", of: "imagined", group: null } });
  expect(band["fillcolor"]).toBe(translucent(imagined, 0.14));
});

test("a reference curve stays grey even beside groups", () => {
  expect(drawn({ meta: { role: "reference", group: 0 } })).toMatchObject({
    line: { color: inkSoft },
  });
});

test("an axis keeps what the figure says and takes the page's rules", () => {
  const { layout } = themedFigure({ data: [], layout: { xaxis: { title: "h (steps)" } } }, "dark");
  expect(layout["xaxis"]).toMatchObject({
    title: { text: "h (steps)" },
    gridcolor: PALETTES.dark.hairline,
  });
});

test("below an axis with a title there is room for it from the start", () => {
  const margin = { l: 56, r: 28, t: 34, b: 44 };
  const under = (xaxis: object) =>
    themedFigure({ data: [], layout: { margin, xaxis } }, "light").layout["margin"];
  expect(under({ title: "imagined steps" })).toEqual({ ...margin, b: 60 });
  expect(under({})).toEqual(margin);
});

test("a direct label takes the colour of the group that it names", () => {
  const annotations = [{ text: "k = 5", name: "group:1" }, { text: "h = 17" }];
  const { layout } = themedFigure({ data: [], layout: { annotations } }, "light");
  expect(layout["annotations"]).toEqual([
    { text: "k = 5", name: "group:1", font: { color: groups[1] } },
    { text: "h = 17" },
  ]);
});

test("an axis's range is a list of its own: plotly writes a zoom into the one that it is given", () => {
  const figure = { data: [], layout: { xaxis: { range: [1, 20_000] } } };
  const axis = themedFigure(figure, "light").layout["xaxis"] as { range: number[] };
  axis.range[0] = 8_000;
  expect(figure.layout.xaxis.range).toEqual([1, 20_000]);
});
