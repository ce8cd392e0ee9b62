import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { QueuePage } from "./queue-page";

afterEach(() => {
  vi.unstubAllGlobals();
});

const NOBODY = { kind: "owner", version: "1", role: "admin", account: null };
const NO_RUNS = { items: [], total: 0 };

/** A queue page whose server does as it is told. */
function open(session: object, refused?: { status: number; body: object }) {
  let queue = {
    running: 0,
    queued: 0,
    paused: 0,
    slots: 2,
    workers_live: 1,
    is_paused: false,
    max_running_per_account: 4 as number | null,
    max_queued_per_account: 1_000,
    yours: null,
  };
  const asked = stubServer({
    "GET /api/v1/session": { body: session },
    "GET /api/v1/queue": () => ({ body: queue }),
    "GET /api/v1/workers": { body: [] },
    "GET /api/v1/runs": { body: NO_RUNS },
    "GET /api/v1/runs/waiting": { body: NO_RUNS },
    "PATCH /api/v1/queue": () => {
      if (refused !== undefined) return refused;
      const sent = { ...(asked.at(-1)?.body as Partial<typeof queue>) };
      if (sent.max_running_per_account === 0) sent.max_running_per_account = null;
      queue = { ...queue, ...sent };
      return { body: queue };
    },
  });
  renderInPage(<QueuePage />);
  return () => asked.filter(({ what }) => what.startsWith("PATCH")).map(({ body }) => body);
}

const running = () => screen.findByRole("textbox", { name: "Runs of one account at a time" });
const waiting = () => screen.findByRole("textbox", { name: "Waiting runs of one account" });
const button = () => screen.findByRole("button", { name: "Limits" });

test("by keyboard alone a limit is set, only it is sent, and the sentence has it", async () => {
  const sent = open(NOBODY);
  expect(await screen.findByText(/at most 4 at a time/)).toBeVisible();
  (await button()).focus();
  await userEvent.keyboard("{Enter}");
  const field = await running();
  await waitFor(() => {
    expect(field).toHaveFocus();
  });
  expect(field).toHaveValue("4");
  expect(await waiting()).toHaveValue("1,000");
  await userEvent.tab();
  expect(await waiting()).toHaveFocus();
  await userEvent.clear(await waiting());
  await userEvent.keyboard("250{Enter}");
  expect(await screen.findByText(/at most 250 waiting of one account/)).toBeVisible();
  expect(sent()).toEqual([{ max_queued_per_account: 250 }]);
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(await button()).toHaveFocus();
});

test("an empty field takes the limit away", async () => {
  const sent = open(NOBODY);
  await userEvent.click(await button());
  await userEvent.clear(await running());
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => {
    expect(screen.queryByText(/at most 4 at a time/)).not.toBeInTheDocument();
  });
  expect(sent()).toEqual([{ max_running_per_account: 0 }]);
});

test("what is as it was is not sent, and neither is what cannot be", async () => {
  const sent = open({ ...NOBODY, account: "Ada" });
  await userEvent.click(await button());
  const field = await waiting();
  // The usual number, in other words.
  await userEvent.clear(field);
  await userEvent.type(await running(), "{Backspace}-4.");
  expect(await running()).toHaveValue("4");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(sent()).toEqual([]);
});

test("a refusal is told, and what was typed is still there", async () => {
  const body = { type: "/problems/role-needed", title: "Not yours to do", detail: "", errors: [] };
  const sent = open(NOBODY, { status: 403, body: { ...body, status: 403 } });
  await userEvent.click(await button());
  await userEvent.type(await running(), "2{Enter}");
  expect(await screen.findByText("Not yours to do")).toBeVisible();
  expect(sent()).toEqual([{ max_running_per_account: 42 }]);
  expect(await running()).toHaveValue("42");
});

test("who does not administer the queue is offered no limits", async () => {
  open({ ...NOBODY, role: "editor", account: "Bob" });
  expect(await screen.findByText(/Nothing is waiting/)).toBeVisible();
  expect(await screen.findByText(/at most 4 at a time/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Limits" })).not.toBeInTheDocument();
});
