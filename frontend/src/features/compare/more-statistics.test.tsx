import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { type Asked, renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { MoreStatistics } from "./more-statistics";

const STATISTICS = {
  columns: ["median", "normalised_score"],
  names: { median: "median", normalised_score: "normalised score" },
  units: { median: "reward per episode", normalised_score: "no unit" },
  unit_words: "Median: reward per episode.",
  definitions: { median: "Median over seeds.", normalised_score: "Between two policies." },
  groups: [
    {
      index: 0,
      key: "k1",
      label: "k = 1",
      run_ids: ["a"],
      seeds: 1,
      diverged: 0,
      failed: 0,
      final_returns: [-201],
      normalised_scores: [0.9],
      reached: null,
      estimates: {},
      steps_to_threshold: [],
      steps_spread: null,
      cells: {
        median: { words: "−201", order: -201, warning: null },
        normalised_score: { words: "0.902", order: 0.902, warning: null },
      },
    },
  ],
  improvements: [
    {
      first: "k = 1",
      second: "k = 5",
      probability: 0.6,
      low: 0.2,
      high: 0.9,
      words: "0.6 (0.2 to 0.9)",
    },
  ],
  threshold: null,
  threshold_words: "",
  references: "0 is the random policy of suite db62c8297c09.",
  methods: ["Student's intervals.", "Exact intervals."],
};
const NO_PROFILE = {
  figure: { data: [], layout: {} },
  empty: true,
  reason: "Nothing paid yet.",
  note: null,
  groups: [],
};

function shown(onThreshold = vi.fn()): Asked[] {
  const asked = stubServer({
    "GET /api/v1/comparison/statistics": { body: STATISTICS },
    "GET /api/v1/figures/profile": { body: NO_PROFILE },
  });
  renderInPage(
    <MoreStatistics
      runs={["a", "b"]}
      groupBy={undefined}
      step={undefined}
      threshold={undefined}
      onThreshold={onThreshold}
    />,
  );
  return asked;
}

async function open() {
  await userEvent.click(await screen.findByText(/^More statistics/));
  await screen.findByRole("group", { name: "More statistics by group" });
}

describe("more statistics", () => {
  it("asks for nothing until it is opened, and then shows what the server says", async () => {
    const asked = shown();
    await screen.findByText(/^More statistics/);
    expect(asked).toEqual([]);
    await open();
    expect(asked.map(({ what }) => what)).toEqual([
      "GET /api/v1/comparison/statistics",
      "GET /api/v1/figures/objective-mismatch",
    ]);
    const table = screen.getByRole("group", { name: "More statistics by group" });
    const headings = within(table).getAllByRole("columnheader");
    expect(headings.map(({ textContent }) => textContent)).toEqual([
      "group",
      "median reward per episode",
      "normalised score no unit",
    ]);
    expect(within(table).getByRole("row", { name: /k = 1/ })).toHaveTextContent("−2010.902");
    const pairs = screen.getByRole("group", { name: "Probability of improvement" });
    expect(within(pairs).getByRole("row", { name: /k = 5/ })).toHaveTextContent("0.6 (0.2 to 0.9)");
    expect(screen.getByText(/suite db62c8297c09/)).toBeInTheDocument();
    expect(screen.getByText("Student's intervals.")).toBeInTheDocument();
    expect(screen.getByText("Exact intervals.")).toBeInTheDocument();
    expect(screen.getByText("Median: reward per episode.")).toBeInTheDocument();
  });

  it("draws the profile on request alone", async () => {
    const asked = shown();
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Draw the performance profile" }));
    expect(await screen.findByText("Nothing paid yet.")).toBeInTheDocument();
    expect(asked.at(-1)?.what).toBe("GET /api/v1/figures/profile");
  });

  it("tells the return to reach, and that there is none", async () => {
    const onThreshold = vi.fn();
    shown(onThreshold);
    await open();
    await userEvent.type(screen.getByLabelText("Return to reach"), "5");
    expect(onThreshold).toHaveBeenLastCalledWith(5);
  });
});
