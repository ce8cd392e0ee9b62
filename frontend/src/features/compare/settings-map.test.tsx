import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { answerFrom, answerFromServer } from "@/client/transport";
import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readComparison, type SettingsCells } from "./address";
import { SettingsMap } from "./settings-map";

const FIELDS = ["algorithm.version", "rollout.length", "real_return", "seed"].map((name) => ({
  name,
  says: "",
  unit: "",
  is_number: name !== "algorithm.version",
}));
const EMPTY = {
  figure: { data: [], layout: {} },
  empty: true,
  reason: "None.",
  note: null,
  groups: [],
  x: "rollout.length",
  y: "algorithm.version",
};
const CELLS: SettingsCells = {
  x: "rollout.length",
  y: "algorithm.version",
  value: "real_return",
  statistic: "mean",
};

function show(cells?: SettingsCells) {
  const onCells = vi.fn();
  stubServer({
    "GET /api/v1/figures/settings-map": { body: EMPTY },
    "GET /api/v1/runs/fields": { body: { items: FIELDS } },
  });
  renderInPage(<SettingsMap runs={["a"]} groupBy={undefined} cells={cells} onCells={onCells} />);
  return onCells;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the server's choice is shown, and any other change keeps it", async () => {
  const onCells = show();
  expect(await screen.findByText("None.")).toBeVisible();
  // It has a name once the fields are known, too.
  await waitFor(() => {
    expect(screen.getByRole("combobox", { name: "Across" })).toHaveValue("rollout.length");
  });
  await userEvent.click(screen.getByRole("radio", { name: "median" }));
  expect(onCells).toHaveBeenCalledWith({ ...CELLS, statistic: "median" });
});

test("a field that stands on the other axis changes places", async () => {
  const onCells = show(CELLS);
  await userEvent.click(await screen.findByRole("combobox", { name: "Up" }));
  await userEvent.click(await screen.findByRole("option", { name: "rollout.length" }));
  expect(onCells).toHaveBeenCalledWith({ ...CELLS, x: CELLS.y, y: CELLS.x });
});

test("only numbers are offered as a result", async () => {
  show(CELLS);
  await userEvent.click(await screen.findByRole("combobox", { name: "Result" }));
  expect(await screen.findByRole("option", { name: "seed" })).toBeVisible();
  expect(screen.queryByRole("option", { name: "algorithm.version" })).not.toBeInTheDocument();
});

test("nonsense in the address is no choice", () => {
  for (const cells of [
    "seed,seed,real_return,mean",
    "seed,<b>,real_return,mean",
    "seed",
    "a,b,c,d",
  ]) {
    expect(readComparison({ cells }).cells).toBeUndefined();
  }
});

test("a page that is kept offers the results that it lists, on the axes that it has", async () => {
  const facts = { at: "", title: "", note: "", licence: "", version: "", left_out: "" };
  answerFrom(facts, ({ url }) =>
    Promise.resolve(Response.json(url.includes("runs/fields") ? { items: FIELDS } : EMPTY)),
  );
  try {
    renderInPage(
      <SettingsMap runs={["a"]} groupBy={undefined} cells={undefined} onCells={vi.fn()} />,
    );
    await userEvent.click(await screen.findByRole("combobox", { name: "Result" }));
    const offered = screen.getAllByRole("option").map(({ textContent }) => textContent);
    expect(offered).toEqual(["rollout.length", "real_return", "seed"]);
    expect(screen.queryByRole("combobox", { name: "Across" })).not.toBeInTheDocument();
  } finally {
    answerFromServer();
  }
});
