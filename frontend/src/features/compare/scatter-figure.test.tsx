import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readComparison, writeComparison } from "./address";
import { ScatterFigure } from "./scatter-figure";

const NUMBERS = ["best_return", "real_return"].map((name) => ({
  name,
  says: "",
  unit: "",
  is_number: true,
}));
const FIGURE = { data: [], layout: {} };
const EMPTY = { figure: FIGURE, empty: true, reason: "None.", note: null, groups: [] };

function show(axes?: readonly [string, string]) {
  const onAxes = vi.fn();
  const asked = stubServer({
    "GET /api/v1/figures/scatter": { body: EMPTY },
    "GET /api/v1/runs/fields": { body: { items: NUMBERS } },
  });
  renderInPage(<ScatterFigure runs={["a"]} groupBy={undefined} axes={axes} onAxes={onAxes} />);
  return { onAxes, asked };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("nothing is asked for before it is opened", async () => {
  const { asked } = show();
  const summary = await screen.findByText(/Plot two numbers/);
  expect(asked).toEqual([]);
  await userEvent.click(summary);
  expect(await screen.findByText("real_return against error(10)")).toBeVisible();
});

test("another number is chosen for an axis, and the address holds both", async () => {
  const { onAxes } = show(["error(3)", "real_return"]);
  await userEvent.click(await screen.findByRole("combobox", { name: "Up" }));
  await userEvent.click(await screen.findByRole("option", { name: "best_return" }));
  expect(onAxes).toHaveBeenCalledWith(["error(3)", "best_return"]);
});

test("axes survive the way through the address, and nonsense is left out", () => {
  const search = { axes: "error(3),best_return" };
  expect(writeComparison(readComparison(search)).axes).toBe(search.axes);
  expect(readComparison({ axes: "<b>,seed" }).axes).toBeUndefined();
});
