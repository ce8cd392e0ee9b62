import { expect, test } from "vitest";

import { stepsParameters } from "@/shared/figure-controls/steps-look";

import { zoomedFigure } from "./zoom";
import { partAfter } from "./zoomed-part";

const drawn = (meta: object) => ({
  data: [],
  layout: { meta, xaxis: { range: [0, 20000], dtick: 5 }, yaxis: { range: [-2, 9] } },
});

test("a zoom asks for all points where some were left out, and goes on to once it has", () => {
  const [thinned, whole] = [drawn({ is_thinned: true }), drawn({ is_thinned: false })];
  expect(partAfter(null, [10, 20], thinned)).toEqual([10, 20]);
  expect(partAfter(null, [10, 20], whole)).toBeNull();
  expect(partAfter([10, 20], [12, 15], whole)).toEqual([12, 15]);
  expect(partAfter([10, 20], null, whole)).toBeNull();
});

test("a part is asked for in whole steps around it", () => {
  const look = { smoothing: 500, scale: "log", part: [-3.5, 7.2] } as const;
  expect(stepsParameters(look)).toEqual({ window: 500, scale: "log", from_step: 0, to_step: 8 });
});

test("a zoom into few steps has a tick at each, and none between them", () => {
  const figure = drawn({ few_steps: 8 });
  expect(zoomedFigure(figure, { xaxis: [3.2, 6.1] }).layout["xaxis"]).toMatchObject({ dtick: 1 });
  const wide = zoomedFigure(figure, { xaxis: [3, 600] }).layout["xaxis"];
  expect(wide).toMatchObject({ dtick: null });
});

test("a zoom into a symmetric log axis finds ticks that stand apart", () => {
  const ticks = { at: [0, 3, 6, 4.5, 5, 5.05], words: ["0", "a", "b", "c", "d", "e"], gap: 0.1 };
  expect(zoomedFigure(drawn({ ticks }), { yaxis: [4, 6] }).layout["yaxis"]).toMatchObject({
    tickvals: [6, 4.5, 5],
    ticktext: ["b", "c", "d"],
  });
});
