import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { Shell } from "./shell";

const OWNER = { kind: "owner", version: "1", role: "admin", account: null };
const REFUSED = {
  status: 401,
  body: {
    type: "/problems/sign-in-needed",
    title: "Sign in first",
    status: 401,
    detail: "",
    errors: [],
  },
};

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A server of a browser that can sign out. That an open page hears of it is tested in a browser. */
function serve() {
  let isSignedIn = true;
  const asked = stubServer({
    "GET /api/v1/session": () => (isSignedIn ? { body: OWNER } : REFUSED),
    "GET /api/v1/sign-in": { body: { accounts: false } },
    "GET /api/v1/queue": { body: { running: 0, queued: 0, paused: 0, slots: 0 } },
    "DELETE /api/v1/session": () => {
      isSignedIn = false;
      return { body: {} };
    },
  });
  return asked;
}

test("signing out ends the session and says how to sign in again", async () => {
  const asked = serve();
  renderInPage(<Shell />);
  await userEvent.click(await screen.findByRole("button", { name: "Session" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("heading", { name: "Signed out" })).toBeInTheDocument();
  expect(screen.getByText("branchpoint open")).toBeInTheDocument();
  expect(asked.map(({ what }) => what)).toContain("DELETE /api/v1/session");
});

test("the keyboard alone signs out: the menu's first item has the focus, then the heading", async () => {
  serve();
  renderInPage(<Shell />);
  (await screen.findByRole("button", { name: "Session" })).focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.getByRole("menuitem", { name: "Signed-in browsers" })).toHaveFocus();
  });
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  const heading = await screen.findByRole("heading", { name: "Signed out" });
  await waitFor(() => {
    expect(heading).toHaveFocus();
  });
});

test("a browser that was never let in is told where the way in is", async () => {
  stubServer({ "GET /api/v1/session": REFUSED });
  renderInPage(<Shell />);
  expect(
    await screen.findByRole("heading", { name: "Open the address that the server printed" }),
  ).toBeInTheDocument();
});
