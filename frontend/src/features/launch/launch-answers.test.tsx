import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { BUSY, renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { Form, PREVIEW, REFUSED, show } from "./launch-page-for-tests";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what the launch imagines is drawn and told as the server says it, and kept when refused", async () => {
  const said = "The model imagines 5 steps.";
  let isRefused = false;
  stubServer({
    "POST /api/v1/runs/preview": () => (isRefused ? REFUSED : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  expect(await screen.findByText(said)).toBeVisible();
  expect(screen.getByRole("img", { name: said })).toHaveTextContent("imagined, k = 5");
  isRefused = true;
  await userEvent.type(screen.getByRole("textbox", { name: /Seeds/ }), ",1");
  expect(await screen.findByText(/This is not a run/)).toBeVisible();
  expect(screen.getByText(said)).toBeVisible();
});

test("what was asked for in vain is said beside the button", async () => {
  const idle = ["policy.epsilon", "gradient.rollouts"];
  await show({}, { body: { ...PREVIEW.body, idle } });
  expect(
    await screen.findByText(
      "No effect: none of these runs reads policy.epsilon, gradient.rollouts.",
    ),
  ).toBeInTheDocument();
});

test("a refused field shows its refusal though nobody unfolded it, and the list leads to it", async () => {
  const { user } = await show({ "planning.candidates": "0" }, REFUSED);
  const group = await screen.findByRole("region", { name: "Not used by 3.0 with sac" });
  expect(within(group).getByText("at least 2 (got 0)")).toBeInTheDocument();
  expect(screen.getByRole("alert")).toHaveTextContent("1 field to mend");
  await user.click(screen.getByRole("button", { name: "Candidates" }));
  expect(screen.getByRole("textbox", { name: /Candidates/ })).toHaveFocus();
});

test("what a refusal opened stays open, and keeps the cursor, when it is mended", async () => {
  let isRefused = true;
  stubServer({
    "POST /api/v1/runs/preview": () => (isRefused ? REFUSED : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{ "planning.candidates": "0" }} told={vi.fn()} />);
  const field = await screen.findByRole("textbox", { name: /Candidates/ });
  isRefused = false;
  await userEvent.type(field, "5");
  expect(await screen.findByRole("button", { name: "Launch 1 run" })).toBeEnabled();
  expect(screen.getByRole("textbox", { name: /Candidates/ })).toHaveFocus();
});

test("a launch whose answers are lost is sent again with one key, by itself and by hand", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  let isAway = true;
  const asked = stubServer({
    "POST /api/v1/runs/preview": PREVIEW,
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
    "POST /api/v1/runs": () => {
      if (isAway) throw new TypeError("connection reset");
      return { status: 201, body: {} };
    },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  await pass(500);
  screen.getByRole("button", { name: "Launch 1 run" }).click();
  await pass(20_000);
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer");
  isAway = false;
  screen.getByRole("button", { name: "Try again" }).click();
  await pass(500);
  const keys = asked.filter(({ what }) => what === "POST /api/v1/runs").map(({ key }) => key);
  expect(keys).toHaveLength(6);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("a preview that a busy server did not give is no refusal, and can be asked for again", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  let isBusy = true;
  stubServer({
    "POST /api/v1/runs/preview": () => (isBusy ? BUSY : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  await pass(30_000);
  expect(screen.getByRole("alert")).toHaveTextContent("The server is busy");
  expect(screen.queryByText(/until this is mended/)).not.toBeInTheDocument();
  isBusy = false;
  screen.getByRole("button", { name: "Try again" }).click();
  await pass(500);
  expect(screen.getByRole("button", { name: "Launch 1 run" })).toBeEnabled();
});

test("the button waits until what it names is what the form holds", async () => {
  const { user } = await show({}, PREVIEW);
  const button = await screen.findByRole("button", { name: "Launch 1 run" });
  expect(button).toBeEnabled();
  await user.type(screen.getByRole("textbox", { name: /Seeds/ }), ",1");
  expect(button).toBeDisabled();
  await vi.waitFor(() => {
    expect(button).toBeEnabled();
  });
});
