import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { AuditPage } from "./audit-page";

afterEach(() => {
  vi.unstubAllGlobals();
});

const DEED = {
  id: 7,
  at: "2026-11-30T09:00:00Z",
  who: "Ada",
  action: "cancel_run",
  about: "abc",
  address: "10.0.0.7",
};

test("rows are told in words, and a chosen action is asked for", async () => {
  stubServer({
    "GET /api/v1/audit": {
      body: { items: [DEED], total: 1, next_before: null, actions: ["cancel_run", "sign_in"] },
    },
  });
  const searched = vi.fn();
  renderInPage(<AuditPage search={{ who: "a" }} onSearch={searched} />);
  expect(await screen.findByRole("cell", { name: "cancel run" })).toBeInTheDocument();
  expect(screen.getByText("1 of 1, newest first.")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("combobox", { name: "Action" }));
  await userEvent.click(await screen.findByRole("option", { name: "sign in" }));
  expect(searched).toHaveBeenLastCalledWith({ who: "a", action: "sign_in" });
});

test("nothing that fits is told as such", async () => {
  stubServer({
    "GET /api/v1/audit": { body: { items: [], total: 0, next_before: null, actions: [] } },
  });
  renderInPage(<AuditPage search={{ who: "zoe" }} onSearch={vi.fn()} />);
  expect(await screen.findByText("Nothing was done that fits.")).toBeInTheDocument();
});
