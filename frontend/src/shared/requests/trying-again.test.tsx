import { useMutation, useQuery } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api, call } from "@/client/client";

import { FailedHere } from "@/shared/page/page-states";
import { BUSY, renderInPage, stubServer } from "@/shared/testing/page-for-tests";
import { TryingAgain } from "./trying-again";
import { tellFailure } from "./offers-to-undo";

const QUEUE = "GET /api/v1/queue";

function Asking() {
  const queue = useQuery({ queryKey: ["queue"], queryFn: () => call(api.GET("/api/v1/queue")) });
  return (
    <>
      <TryingAgain />
      {queue.isError && <FailedHere error={queue.error} retry={queue.refetch} />}
      {queue.isSuccess && "all is known"}
    </>
  );
}

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a busy server is asked again when it says, and the page says so meanwhile", async () => {
  let tries = 0;
  const asked = stubServer({ [QUEUE]: () => (++tries < 3 ? BUSY : { body: {} }) });
  renderInPage(<Asking />);
  await pass(500);
  expect(screen.queryByText(/busy/)).not.toBeInTheDocument();
  await pass(1_200);
  expect(screen.getByText("The server is busy; trying again …")).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  await pass(5_000);
  expect(await screen.findByText("all is known")).toBeInTheDocument();
  expect(asked).toHaveLength(3);
  expect(screen.queryByText(/busy/)).not.toBeInTheDocument();
});

test("a database that is away is told at once", async () => {
  const title = "The database does not answer";
  const body = { ...(BUSY.body as object), type: "/problems/database-away", title };
  stubServer({ [QUEUE]: { ...BUSY, body } });
  renderInPage(<Asking />);
  await pass(200);
  expect(screen.getByText("The database does not answer; trying again …")).toBeInTheDocument();
});

test("one that stays busy is given up, with a button that asks again", async () => {
  let isBusy = true;
  const asked = stubServer({ [QUEUE]: () => (isBusy ? BUSY : { body: {} }) });
  renderInPage(<Asking />);
  await pass(30_000);
  expect(screen.getByRole("alert")).toHaveTextContent("The server is busy. Nothing was changed.");
  expect(asked).toHaveLength(5);
  isBusy = false;
  screen.getByRole("button", { name: "Try again" }).click();
  expect(await screen.findByText("all is known")).toBeInTheDocument();
});

function Changing() {
  const rename = useMutation({
    mutationFn: (name: string) =>
      call(
        api.PATCH("/api/v1/runs/{run_id}", { params: { path: { run_id: "r" } }, body: { name } }),
      ),
    onError: (error, name) => {
      tellFailure(error, () => {
        rename.mutate(name);
      });
    },
  });
  return (
    <button
      onClick={() => {
        rename.mutate("typed");
      }}
    >
      Rename
    </button>
  );
}

test("a change that a busy server did not take can be tried again with what was typed", async () => {
  let isBusy = true;
  const asked = stubServer({ "PATCH /api/v1/runs/r": () => (isBusy ? BUSY : { body: {} }) });
  renderInPage(<Changing />);
  (await screen.findByRole("button", { name: "Rename" })).click();
  await pass(30_000);
  expect(asked).toHaveLength(5);
  isBusy = false;
  (await screen.findByRole("button", { name: "Try again" })).click();
  await pass(100);
  expect(asked.map(({ body }) => body)).toEqual(Array(6).fill({ name: "typed" }));
});

test("a refusal is told at once, without a button that would do nothing", async () => {
  const asked = stubServer({
    "PATCH /api/v1/runs/r": {
      ...BUSY,
      status: 409,
      body: { ...(BUSY.body as object), status: 409 },
    },
  });
  renderInPage(<Changing />);
  (await screen.findByRole("button", { name: "Rename" })).click();
  expect(await screen.findByRole("alert")).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
});
