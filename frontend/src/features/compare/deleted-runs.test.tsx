import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { DeletedRuns } from "./deleted-runs";

const RUNS = [
  { id: "a1", name: "<b>bold</b>" },
  { id: "b2", name: "שלום" },
];

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a deleted run's name stands as it is, isolated, and its owner restores it", async () => {
  const asked = stubServer({ "POST /api/v1/runs/b2/restore": { body: {} } });
  const { container } = renderInPage(<DeletedRuns runs={RUNS} isOwner />);
  expect((await screen.findByText("<b>bold</b>")).tagName).toBe("BDI");
  expect(screen.getByText("שלום").tagName).toBe("BDI");
  expect(container.querySelector("b")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Restore שלום" }));
  await waitFor(() => {
    expect(asked.map(({ what }) => what)).toEqual(["POST /api/v1/runs/b2/restore"]);
  });
});

test("the holder of a link can restore nothing", async () => {
  renderInPage(<DeletedRuns runs={RUNS} isOwner={false} />);
  expect(await screen.findByText(/2 of these runs are deleted/)).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});
