import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import type { Experiment } from "./api";
import { countSentence, runsWord } from "@/shared/words/run-counts";
import { ExperimentsPage } from "./experiments-page";

const EXPERIMENT: Experiment = {
  id: "x1",
  name: "Longer rollouts",
  description: "",
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  deleted_at: null,
  run_counts: { queued: 2, running: 1, succeeded: 0, failed: 0, cancelled: 0 },
  environments: ["Pendulum-v1"],
  max_running: null,
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the first start launches the example in one click", async () => {
  const grid = { "rollout.length": [1, 5] };
  const example = { request: { grid, seeds: [0] }, sentence: "Two runs of MBPO." };
  const asked = stubServer({
    "GET /api/v1/experiments": { body: { items: [], total: 0 } },
    "GET /api/v1/catalog": { body: { example } },
    "POST /api/v1/runs": { status: 201, body: { experiment: EXPERIMENT, runs: [] } },
  });
  renderInPage(<ExperimentsPage share={() => null} />);
  expect(await screen.findByText("Two runs of MBPO.")).toBeVisible();
  await userEvent.click(await screen.findByRole("button", { name: "Launch the example" }));
  await waitFor(() => {
    expect(asked.map(({ what }) => what)).toContain("POST /api/v1/runs");
  });
  const launch = asked.find(({ what }) => what === "POST /api/v1/runs");
  expect(launch?.body).toEqual({ grid, seeds: [0] });
});

test("an experiment is renamed in place, and Escape leaves it alone", async () => {
  const asked = stubServer({
    "GET /api/v1/experiments": { body: { items: [EXPERIMENT], total: 1 } },
    "PATCH /api/v1/experiments/x1": { body: EXPERIMENT },
  });
  renderInPage(<ExperimentsPage share={() => null} />);
  await userEvent.click(await screen.findByRole("button", { name: "Rename" }));
  await userEvent.keyboard("nonsense{Escape}");
  await userEvent.click(await screen.findByRole("button", { name: "Rename" }));
  await userEvent.keyboard("Shorter ones{Enter}");
  const changes = () => asked.filter(({ what }) => what.startsWith("PATCH"));
  await waitFor(() => {
    expect(changes()).toHaveLength(1);
  });
  expect(changes()[0]?.body).toEqual({ name: "Shorter ones" });
});

test("counts are said without the zeros", () => {
  expect(countSentence(EXPERIMENT.run_counts)).toBe("1 running, 2 queued");
  expect([0, 1, 15].map(runsWord)).toEqual(["no runs", "1 run", "15 runs"]);
});
