import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { AccountPage } from "./account-page";
import { AccountsPage } from "./accounts-page";
import { JoinPage } from "./join-page";
import { TokensSection } from "./tokens-section";

const MADE = "2026-11-29T12:00:00Z";
const ADA = {
  id: "a1",
  login: "ada",
  name: "Ada",
  role: "admin",
  created_at: MADE,
  disabled_at: null,
};
const OPEN = { id: "i1", role: "editor", login: null, created_at: MADE, expires_at: MADE };

afterEach(() => {
  vi.unstubAllGlobals();
});

function refused(status: number, title: string, errors: unknown[] = []) {
  return { status, body: { type: "/problems/x", title, status, detail: "Ask again.", errors } };
}

test("an administrator changes a role, makes a link, and sees it once", async () => {
  const asked = stubServer({
    "GET /api/v1/accounts": { body: { items: [ADA], invitations: [OPEN] } },
    "POST /api/v1/invitations": { body: { ...OPEN, url: "/join#secret" } },
    "PATCH /api/v1/accounts/a1": { body: ADA },
  });
  renderInPage(<AccountsPage />);
  expect(await screen.findByRole("cell", { name: "a new editor" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Make a link" }));
  expect(await screen.findByDisplayValue(/\/join#secret$/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Disable Ada" }));
  await waitFor(() => {
    expect(asked.map(({ what }) => what)).toContain("PATCH /api/v1/accounts/a1");
  });
});

test("an invitation makes an account, and a refused field says what is allowed", async () => {
  stubServer({
    "POST /api/v1/invitations/look": { body: OPEN },
    "POST /api/v1/invitations/accept": refused(422, "Refused", [
      { field: "login", value: "ada", message: "one that is not taken" },
    ]),
  });
  renderInPage(<JoinPage token="secret" />);
  expect(await screen.findByRole("heading", { name: "You are invited" })).toBeInTheDocument();
  await userEvent.type(screen.getByLabelText("Your name"), "Ada");
  await userEvent.type(screen.getByLabelText("Login"), "ada");
  await userEvent.type(screen.getByLabelText("Password"), "a long password");
  await userEvent.click(screen.getByRole("button", { name: "Make the account" }));
  expect(await screen.findByText("one that is not taken")).toBeInTheDocument();
});

test("an invitation that is no good says so, and asks for nothing", async () => {
  stubServer({ "POST /api/v1/invitations/look": refused(410, "The invitation is no good") });
  renderInPage(<JoinPage token="old" />);
  expect(
    await screen.findByRole("heading", { name: "The invitation is no good" }),
  ).toBeInTheDocument();
  expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
});

test("a connection with the provider is shown, and ending the last way in is refused", async () => {
  const connection = {
    id: "c1",
    issuer: "https://login.example.org",
    subject: "ada-1",
    is_managed: true,
    created_at: MADE,
  };
  const asked = stubServer({
    "GET /api/v1/session": {
      body: { kind: "owner", version: "1", role: "viewer", account: "Ada" },
    },
    "GET /api/v1/sign-in": { body: { accounts: true, provider: "The Lab" } },
    "GET /api/v1/tokens": { body: { items: [] } },
    "GET /api/v1/identities": { body: { items: [connection] } },
    "DELETE /api/v1/identities/c1": refused(409, "Not possible in this state"),
  });
  renderInPage(<AccountPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Disconnect ada-1" }));
  expect(await screen.findByText(/Not possible in this state/)).toBeInTheDocument();
  expect(asked.map(({ what }) => what)).toContain("DELETE /api/v1/identities/c1");
});

test("a token is made with a scope up to one's own, and shown once", async () => {
  const token = { id: "t1", name: "script", scope: "viewer", created_at: MADE, expires_at: MADE };
  stubServer({
    "GET /api/v1/tokens": { body: { items: [] } },
    "POST /api/v1/tokens": { body: { ...token, token: "bp_secret" } },
  });
  renderInPage(<TokensSection most="viewer" />);
  expect(await screen.findByText("There are none.")).toBeInTheDocument();
  await userEvent.type(screen.getByLabelText("Name"), "script");
  await userEvent.click(screen.getByRole("button", { name: "Make a token" }));
  expect(await screen.findByDisplayValue("bp_secret")).toBeInTheDocument();
});
