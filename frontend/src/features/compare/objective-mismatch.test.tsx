import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { objectiveMismatchQuery } from "./api";
import { ObjectiveMismatch } from "./objective-mismatch";

const drawn = vi.hoisted((): { data: unknown; height: unknown } => ({ data: null, height: null }));
vi.mock("@/shared/figures/plotly-loader", () => ({
  loadPlotly: () =>
    Promise.resolve({
      react: (_: unknown, data: unknown, layout: Record<string, unknown>) => {
        Object.assign(drawn, { data, height: layout["height"] });
        return Promise.resolve({ on: () => undefined });
      },
      relayout: () => Promise.resolve(),
      purge: () => undefined,
      Plots: { resize: () => Promise.resolve() },
    }),
}));

const NAMES = ["skill", "open-loop error", "model loss"];
const DRAWN = {
  figure: { data: [{ x: [0.7, -0.2, -0.9], y: [2, 1, 0], meta: { role: "real" } }], layout: {} },
  empty: false,
  reason: null,
  note: "Spearman's rank correlation with its 95 % interval.",
  reading: "One interval leaves out 0, of 3.",
  rows: NAMES.map((name) => ({ key: name, name, rho: 0.1, low: -0.5, high: 0.6, n: 9 })),
};
const EMPTY = {
  figure: { data: [], layout: {} },
  empty: true,
  reason: "Returns in Ant-v5 and Pendulum-v1 are not of one scale.",
  note: null,
  reading: "",
  rows: [],
};

function shown(body: unknown): void {
  stubServer({ "GET /api/v1/figures/objective-mismatch": { body } });
  renderInPage(<ObjectiveMismatch runs={["a", "b"]} step={500} />);
}

it("draws a row for each diagnostic, with room for all, and how to read them", async () => {
  shown(DRAWN);
  await screen.findByText("One interval leaves out 0, of 3.");
  expect(
    screen.getByRole("figure", { name: /^Rank correlation of each diagnostic/ }),
  ).toBeVisible();
  await vi.waitFor(() => {
    expect(drawn.height).toBe(72 + 3 * 38);
  });
  expect(drawn.data).toMatchObject([{ x: [0.7, -0.2, -0.9] }]);
  expect(screen.getByText(/^Spearman's rank correlation/)).toBeVisible();
});

it("says why there is nothing to rank, and draws nothing", async () => {
  Object.assign(drawn, { data: null });
  shown(EMPTY);
  expect(await screen.findByText(/are not of one scale/)).toBeVisible();
  expect(screen.queryByRole("figure")).toBeNull();
  expect(drawn.data).toBeNull();
});

it("is of the runs and of the evaluation that the page compares", () => {
  const { queryKey } = objectiveMismatchQuery({ runs: ["a", "b"], step: 500 });
  expect(queryKey.at(-1)).toEqual({ runs: "a,b", env_step: 500 });
  expect(objectiveMismatchQuery({ runs: ["a"], step: undefined }).queryKey.at(-1)).toEqual({
    runs: "a",
  });
});
