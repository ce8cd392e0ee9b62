import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readRunsView } from "./address";
import type { FilterCheck } from "./api";
import { FilterExpression } from "./filter-expression";

const FINE: FilterCheck = { problem: null, suggestions: [] };

async function show(check: FilterCheck, filter = "") {
  const onView = vi.fn();
  stubServer({ "GET /api/v1/runs/filter": { body: check } });
  renderInPage(<FilterExpression view={readRunsView({ filter })} onView={onView} />);
  return {
    onView,
    field: await screen.findByRole("combobox", { name: "Filter by an expression" }),
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a filter is applied once the server takes it", async () => {
  const { onView, field } = await show(FINE);
  await userEvent.type(field, "seed == 1");
  await waitFor(() => {
    expect(onView).toHaveBeenLastCalledWith({ filter: "seed == 1" });
  });
});

test("a text that is no filter is never applied, and its fault is shown at its place", async () => {
  const problem = { message: "there is no field sead; there is seed", start: 0, end: 4 };
  const { onView, field } = await show({ problem, suggestions: [] });
  await userEvent.type(field, "sead == 1");
  expect(await screen.findByText(/At character 1: there is no field sead/)).toBeVisible();
  expect(screen.getByText("sead", { selector: "mark" })).toBeVisible();
  expect(onView).not.toHaveBeenCalled();
});

test("what is still being typed is no fault until the field is left", async () => {
  const problem = { message: "it ends too early; expected a value", start: 7, end: 7 };
  const { field } = await show({ problem, suggestions: [] });
  await userEvent.type(field, "seed ==");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(screen.queryByText(/ends too early/)).toBeNull();
  fireEvent.blur(field);
  expect(await screen.findByText(/ends too early/)).toBeVisible();
});

test("a continuation takes the place of the word that was begun", async () => {
  const suggestions = [{ text: "real_return", says: "the last", start: 14 }];
  const { field } = await show({ problem: null, suggestions });
  await userEvent.type(field, "seed == 1 and real");
  await userEvent.click(await screen.findByRole("option", { name: /real_return/ }));
  expect(field).toHaveValue("seed == 1 and real_return ");
});
