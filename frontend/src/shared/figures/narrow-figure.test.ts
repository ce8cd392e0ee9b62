import { expect, test } from "vitest";

import { narrowFigure, narrowHeight } from "./narrow-figure";

const FIGURE = {
  data: [],
  layout: {
    margin: { l: 56, r: 120, t: 34, b: 44 },
    annotations: [
      { name: "group:0", text: "k = 1", xanchor: "left", xshift: 8 },
      { text: "open-loop state error (standard deviations)" },
    ],
  },
};

test("a narrow figure gives its lines the room that labels took", () => {
  const { layout } = narrowFigure(FIGURE, "#fbfaf7");
  expect(layout["margin"]).toEqual({ l: 46, r: 8, t: 50, b: 44 });
  expect(layout["annotations"]).toEqual([
    {
      name: "group:0",
      text: "k = 1",
      xanchor: "right",
      xshift: -2,
      yshift: 9,
      bgcolor: "rgba(251, 250, 247, 0.85)",
      borderpad: 0,
    },
    { text: "open-loop state error<br>(standard deviations)", align: "left" },
  ]);
});

test("the figure for wide screens stays as it was", () => {
  narrowFigure(FIGURE, "#fbfaf7");
  expect(FIGURE.layout.margin.r).toBe(120);
});

test("points side by side keep their labels beside them, and their names stand upright", () => {
  const xaxis = { tickvals: [1, 2], ticktext: ["cart<br>position", "pole angle"] };
  const apart = { ...FIGURE.layout, xaxis, meta: { is_apart: true } };
  const { layout } = narrowFigure({ data: [], layout: apart }, "#fbfaf7");
  expect(layout["margin"]).toEqual({ l: 46, r: 120, t: 50, b: 44 });
  expect(layout["annotations"]).toEqual([
    { name: "group:0", text: "k = 1", xanchor: "left", xshift: 8 },
    { text: "open-loop state error<br>(standard deviations)", align: "left" },
  ]);
  expect(layout["xaxis"]).toEqual({ ...xaxis, tickangle: -90, automargin: true });
  expect(narrowHeight({ data: [], layout: apart }, 260)).toBe(260 + 16 + 64);
});

test("a long title breaks before whose episodes it is along, and has room for its lines", () => {
  const text = "absolute error of the predicted reward, each run's own episodes (reward per step)";
  const long = { ...FIGURE.layout, annotations: [{ text }] };
  const { layout } = narrowFigure({ data: [], layout: long }, "#fbfaf7");
  expect(layout["annotations"]).toEqual([
    {
      text: "absolute error of the predicted reward,<br>each run's own episodes<br>(reward per step)",
      align: "left",
    },
  ]);
  expect(layout["margin"]).toMatchObject({ t: 66 });
  expect(narrowHeight({ data: [], layout: long }, 260)).toBe(260 + 32);
});

test("a figure without a title, or with a short one, gives no room away", () => {
  const bare = { data: [], layout: { margin: { t: 8 }, annotations: [{ text: "share of runs" }] } };
  expect(narrowFigure(bare, "#fbfaf7").layout["margin"]).toMatchObject({ t: 8 });
  expect(narrowHeight(bare, 100)).toBe(100);
  expect(narrowHeight({ data: [], layout: {} }, 100)).toBe(100);
});
