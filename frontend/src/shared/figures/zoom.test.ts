import { expect, test } from "vitest";

import { endWithin, keptApart, numbersOf } from "./line-labels";
import { axesOf, WHOLE, zoomAfter, zoomedFigure } from "./zoom";

const FIGURE = {
  data: [
    { x: [0, 10, 20], y: [0, 10, 20], meta: { role: "real", group: null } },
    { x: [0, 10, 20], y: [4, 4, 4], meta: { role: "imagined", group: null } },
  ],
  layout: {
    xaxis: { range: [0, 20], title: "real steps" },
    yaxis: { range: [0, 20], type: "linear" },
    annotations: [
      { text: "return", yref: "paper", y: 1 },
      { name: "role:real", text: "real", xref: "paper", x: 1, y: 1 },
      { name: "role:imagined", text: "model", xref: "paper", x: 1, y: 0.2 },
    ],
  },
};

test("a zoom has both ends, and changes of other things are none", () => {
  const zoom = zoomAfter(WHOLE, { "xaxis.range[0]": 3, "xaxis.range[1]": 7 });
  expect(zoom).toEqual({ xaxis: [3, 7] });
  expect(zoomAfter(zoom, { shapes: [] })).toBe(zoom);
  expect(zoomAfter(zoom, { "yaxis.range[0]": 0, "yaxis.range[1]": 1 })).toEqual({
    xaxis: [3, 7],
    yaxis: [0, 1],
  });
});

test("a zoomed figure shows what was chosen, and a whole one what it says itself", () => {
  expect(zoomedFigure(FIGURE, WHOLE)).toBe(FIGURE);
  expect(zoomedFigure(FIGURE, { xaxis: [3, 7] }).layout["xaxis"]).toEqual({
    range: [3, 7],
    autorange: false,
    title: "real steps",
  });
});

test("labels stand where the lines leave the picture, and go when their line is not in it", () => {
  const { layout } = zoomedFigure(FIGURE, { xaxis: [0, 5] });
  expect(layout["annotations"]).toMatchObject([
    { text: "return", y: 1 },
    { text: "real", y: 0.25 + 0.02 },
    { text: "model", y: 0.2 },
  ]);
  const upper = zoomedFigure(FIGURE, { xaxis: [0, 15], yaxis: [10, 20] }).layout["annotations"];
  expect(upper).toMatchObject([{ text: "return" }, { text: "real", y: 0.5 }]);
});

test("a zoom is of one unit and scale", () => {
  const log = { ...FIGURE, layout: { ...FIGURE.layout, yaxis: { type: "log" } } };
  expect(axesOf(log)).not.toBe(axesOf(FIGURE));
  expect(axesOf({ data: [], layout: FIGURE.layout })).toBe(axesOf(FIGURE));
});

test("a line that turns back ends where it ends", () => {
  const loop = [
    { x: 0, y: 0 },
    { x: 2, y: 1 },
    { x: 1, y: 2 },
  ];
  expect(endWithin(loop, [0, 5])).toEqual({ x: 1, y: 2 });
  expect(endWithin(loop, [1.5, 5])).toBeNull();
});

test("neighbours are kept apart, inside the figure", () => {
  expect(keptApart([0.5, 0.5], 0.1)).toEqual([0.5, 0.6]);
  expect(keptApart([1, 0.99], 0.1)).toEqual([1, 0.9]);
});

test("numbers come as a list or as bytes", () => {
  expect(numbersOf([1, null, 3])).toEqual([1, NaN, 3]);
  expect(numbersOf({ dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAD4fwAAAAAAAAhA" })).toEqual([
    1,
    NaN,
    3,
  ]);
  expect(numbersOf({ dtype: "c16", bdata: "" })).toEqual([]);
});
