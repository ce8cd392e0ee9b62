import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { ExperimentPage } from "./experiment-page";

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(role: string) {
  let experiment = {
    id: "x",
    name: "Longer rollouts",
    description: "",
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    deleted_at: null,
    run_counts: { queued: 3, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
    environments: ["Pendulum-v1"],
    max_running: null as number | null,
  };
  const asked = stubServer({
    "GET /api/v1/session": { body: { kind: "owner", version: "1", role, account: "Eve" } },
    "GET /api/v1/experiments/x": () => ({ body: experiment }),
    "PATCH /api/v1/experiments/x": () => {
      const most = (asked.at(-1)?.body as { max_running: number }).max_running;
      experiment = { ...experiment, max_running: most === 0 ? null : most };
      return { body: experiment };
    },
  });
  renderInPage(
    <ExperimentPage id="x" share={() => null}>
      {() => null}
    </ExperimentPage>,
  );
  return () => asked.filter(({ what }) => what.startsWith("PATCH")).map(({ body }) => body);
}

const field = () => screen.findByRole("textbox", { name: "Runs of this experiment at a time" });

test("an experiment's limit is set, told in its sentence, and taken away", async () => {
  const sent = open("editor");
  await userEvent.click(await screen.findByRole("button", { name: "Limit" }));
  await userEvent.type(await field(), "2{Enter}");
  expect(await screen.findByText(/3 queued · at most 2 at a time · Pendulum-v1/)).toBeVisible();
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  await userEvent.click(screen.getByRole("button", { name: "Limit" }));
  expect(await field()).toHaveValue("2");
  await userEvent.clear(await field());
  await userEvent.keyboard("0{Enter}");
  expect(await screen.findByText(/3 queued · Pendulum-v1/)).toBeVisible();
  expect(sent()).toEqual([{ max_running: 2 }, { max_running: 0 }]);
});

test("who only reads is offered no limit", async () => {
  open("viewer");
  // By then the page knows who it is.
  expect(await screen.findByRole("button", { name: "Who sees it" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Limit" })).not.toBeInTheDocument();
});
