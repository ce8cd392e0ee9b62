import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { MoreSeeds } from "./more-seeds";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Of three chosen runs the first two have the same settings. */
function open(onDone: () => void) {
  const asked = stubServer({
    "GET /api/v1/runs/a/other-seeds": { body: { run_ids: ["a", "b"], seeds: [2, 3] } },
    "GET /api/v1/runs/c/other-seeds": { body: { run_ids: ["c"], seeds: [1, 2] } },
    "POST /api/v1/runs/a/relaunch": { status: 201, body: { runs: [{ id: "d" }, { id: "e" }] } },
    "POST /api/v1/runs/c/relaunch": { status: 201, body: { runs: [{ id: "f" }, { id: "g" }] } },
    "PATCH /api/v1/runs": { body: { count: 4, undo: [] } },
  });
  renderInPage(<MoreSeeds ids={["a", "b", "c"]} onDone={onDone} />);
  return asked;
}

async function launch(count: string) {
  await userEvent.click(await screen.findByRole("button", { name: "Same again, other seeds" }));
  const field = await screen.findByRole("textbox", { name: "Seeds more of each" });
  await userEvent.clear(field);
  if (count !== "") await userEvent.type(field, count);
}

test("each setting is launched once with seeds that it has not had, and all of it is undone", async () => {
  const onDone = vi.fn();
  const asked = open(onDone);
  await launch("2");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect(onDone).toHaveBeenCalledOnce();
  });
  const posts = asked.filter(({ what }) => what.startsWith("POST"));
  expect(posts.map(({ what, body }) => [what, body])).toEqual([
    ["POST /api/v1/runs/a/relaunch", { spec: {}, seeds: [2, 3] }],
    ["POST /api/v1/runs/c/relaunch", { spec: {}, seeds: [1, 2] }],
  ]);
  // Sent again after a lost answer, neither is launched twice.
  expect(new Set(posts.map(({ key }) => key)).size).toBe(2);
  expect(await screen.findByText("4 runs launched.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => {
    expect(asked.at(-1)).toMatchObject({
      what: "PATCH /api/v1/runs",
      body: { ids: ["d", "e", "f", "g"], deleted: true },
    });
  });
});

test("without a number nothing can be launched", async () => {
  const asked = open(vi.fn());
  await launch("");
  expect(screen.getByRole("button", { name: "Launch" })).toBeDisabled();
  await userEvent.keyboard("{Enter}");
  expect(asked).toEqual([]);
});
