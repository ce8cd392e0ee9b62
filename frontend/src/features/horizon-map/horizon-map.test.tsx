import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { horizonMapParameters } from "./api";
import { HorizonMap } from "./horizon-map";

const FIGURE = { data: [], layout: {} };
const EMPTY = {
  figure: FIGURE,
  empty: true,
  reason: "Not yet.",
  note: null,
  groups: [],
  policy: "current",
  policies: ["data", "current", "suite"],
};
const POLICIES = ["current", "data", "both", "suite"].map((value) => ({ value, label: value }));

function show(group?: number) {
  const [onGroup, onChange] = [vi.fn(), vi.fn()];
  stubServer({
    "GET /api/v1/figures/horizon-map": { body: EMPTY },
    "GET /api/v1/catalog": { body: { curve_looks: { policies: POLICIES } } },
  });
  renderInPage(
    <HorizonMap
      runs={["a", "b"]}
      groupBy={undefined}
      groups={[{ label: "k = 1" }, { label: "k = 5" }]}
      group={group}
      onGroup={onGroup}
      chosen={undefined}
      onChange={onChange}
      cursor={null}
      onHover={vi.fn()}
      onPick={vi.fn()}
    />,
  );
  return { onGroup, onChange };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("before anything was measured it says why", async () => {
  show();
  expect(await screen.findByText("Not yet.")).toBeVisible();
});

test("another group and other episodes are told to whoever keeps the address", async () => {
  const { onGroup, onChange } = show(0);
  await userEvent.click(
    await screen.findByRole("combobox", { name: "Group whose error is drawn" }),
  );
  await userEvent.click(await screen.findByRole("option", { name: "k = 5" }));
  expect(onGroup).toHaveBeenCalledWith(1);
  expect(await screen.findByRole("radio", { name: "current" })).toBeChecked();
  expect(screen.queryByRole("radio", { name: "both" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("radio", { name: "suite" }));
  expect(onChange).toHaveBeenCalledWith({ policy: "suite" });
});

test("a group that is there no more is the first one", async () => {
  show(7);
  expect(await screen.findByRole("combobox", { name: "Group whose error is drawn" })).toHaveValue(
    "k = 1",
  );
});

test("what is not chosen is left to the server", () => {
  const asked = { runs: ["a"], groupBy: undefined, group: undefined };
  expect(horizonMapParameters({ ...asked, policy: undefined })).toEqual({ runs: "a" });
  expect(horizonMapParameters({ ...asked, policy: "data" })).toEqual({ runs: "a", policy: "data" });
});
