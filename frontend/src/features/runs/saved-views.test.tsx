import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { readRunsView } from "./address";
import { SavedViews } from "./saved-views";

const VIEW = {
  id: "v1",
  name: "early",
  state: { filter: "seed < 2", sort: "seed", archived: "true" },
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  deleted_at: null,
};

function show(search: Record<string, string>) {
  const onView = vi.fn();
  const asked = stubServer({
    "GET /api/v1/saved-views": { body: { items: [VIEW] } },
    "POST /api/v1/saved-views": { status: 201, body: { ...VIEW, id: "v2", name: "late" } },
    "PATCH /api/v1/saved-views/v1": { body: VIEW },
  });
  renderInPage(<SavedViews view={readRunsView(search)} onView={onView} />);
  return { onView, asked };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a view is chosen by its name", async () => {
  const { onView } = show({ q: "x" });
  await userEvent.click(await screen.findByRole("button", { name: "saved views" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "early" }));
  const part = { q: "", filter: "seed < 2", sort: "seed", archived: true, view: "v1" };
  expect(onView).toHaveBeenCalledWith(expect.objectContaining(part));
});

test("what is shown is saved under a name", async () => {
  const { onView, asked } = show({ q: "x" });
  await userEvent.click(await screen.findByRole("button", { name: "saved views" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /^Save this view/ }));
  await userEvent.type(await screen.findByRole("textbox", { name: /^Name/ }), "late{Enter}");
  await waitFor(() => {
    expect(onView).toHaveBeenCalledWith({ view: "v2" });
  });
  const posted = asked.find(({ what }) => what.startsWith("POST"));
  expect(posted?.body).toEqual({
    name: "late",
    state: { q: "x", archived: false, promises: false },
  });
  expect(posted?.key).toBeDefined();
});

test("a view says whether it was changed since, and takes the changes", async () => {
  const { asked } = show({ view: "v1", filter: "seed < 3", sort: "seed", archived: "true" });
  await userEvent.click(await screen.findByRole("button", { name: "save the changes" }));
  await waitFor(() => {
    expect(asked).toContainEqual({
      what: "PATCH /api/v1/saved-views/v1",
      body: { state: { filter: "seed < 3", sort: "seed", archived: true, promises: false } },
    });
  });
});

test("a view that is as it was saved is only named", async () => {
  show({ view: "v1", filter: "seed < 2", sort: "seed", archived: "true" });
  expect(await screen.findByRole("button", { name: "view “early”" })).toBeVisible();
  expect(screen.queryByText(/changed since/)).not.toBeInTheDocument();
});
