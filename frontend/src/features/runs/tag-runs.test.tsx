import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import type { ChosenRun } from "./api";
import { TagRuns } from "./tag-runs";

const RUNS = [
  { id: "a", tags: ["base", "old"] },
  { id: "b", tags: ["base"] },
] as ChosenRun[];

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open() {
  const undo = [{ ids: ["b"], add_tags: [], remove_tags: ["old"] }];
  const asked = stubServer({ "PATCH /api/v1/runs": { body: { count: 1, undo } } });
  renderInPage(<TagRuns chosen={RUNS} />);
  await userEvent.click(await screen.findByRole("button", { name: "Tag" }));
  return { asked, field: await screen.findByRole("combobox", { name: "Tags of all 2 runs" }) };
}

test("the tags that all have are shown, and one more is added to all and taken back", async () => {
  const { asked, field } = await open();
  expect(screen.getByText("base")).toBeVisible();
  await userEvent.type(field, "old{Enter}");
  const what = "PATCH /api/v1/runs";
  await waitFor(() => {
    expect(asked).toEqual([
      { what, body: { ids: ["a", "b"], add_tags: ["old"], remove_tags: [] } },
    ]);
  });
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => {
    expect(asked).toHaveLength(2);
  });
  // The run that had it before keeps it.
  expect(asked[1]).toEqual({ what, body: { ids: ["b"], add_tags: [], remove_tags: ["old"] } });
});
