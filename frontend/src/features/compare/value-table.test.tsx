import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import type { ComparedGroup } from "@/shared/queries/comparison-query";

import { ValueTable } from "./value-table";

function estimate(mean: number | null, halfWidth: number | null = null) {
  const ends = mean === null || halfWidth === null ? null : [mean - halfWidth, mean + halfWidth];
  return { mean, low: ends?.[0] ?? null, high: ends?.[1] ?? null, n: 5 };
}

const column = (key: string) => ({
  key,
  name: key,
  label: key,
  unit: "reward",
  definition: "",
  guide: "",
  how_to_read: "",
  source: "",
});
const COLUMNS = [column("error"), column("gap")];

function cell(words: string, warning: string | null = null) {
  return { words, order: 0, warning };
}

function group(changes: Partial<ComparedGroup>): ComparedGroup {
  return {
    index: 0,
    key: "k20",
    mark: "00000000aa",
    hidden: false,
    label: "rollout.length = 20",
    values: { "rollout.length": 20 },
    run_ids: ["a", "b"],
    seeds: 2,
    note: "2 seeds",
    statuses: { queued: 0, running: 0, succeeded: 2, failed: 0, cancelled: 0 },
    error: estimate(0.213, 0.031),
    price_of_change: estimate(1.02),
    break_even: {
      median: 23,
      least: 23,
      most: 23,
      beyond: 0,
      never: 0,
      again: 0,
      again_from: null,
      low: null,
      high: null,
      episodes: 0,
      horizon: 50,
      n: 5,
    },
    break_even_reading: "",
    growth: { counts: { linear: 2 }, n: 2 },
    growth_reading: "",
    real_return: estimate(-402.2, 97.1),
    model_return: estimate(-96.4, 12.3),
    gap: estimate(305.8, 97.2),
    against: {},
    part: "",
    cells: { error: cell("0.213 ± 0.031"), gap: cell("+306 ± 97", "it pleases the model") },
    ...changes,
  };
}

describe("the table of values", () => {
  it("gives mean and interval at the cursor and marks a gap beyond chance", () => {
    const chance = group({ index: 1, key: "k1", label: "k = 1", cells: { gap: cell("+9 ± 40") } });
    render(
      <MantineProvider>
        <ValueTable
          groups={[group({}), chance]}
          h={17}
          along={{ error: "suite", break_even: "suite" }}
          columns={COLUMNS}
          threshold={null}
          returnsComparable
          onHide={undefined}
          onBaseline={undefined}
          onRemove={undefined}
        />
      </MantineProvider>,
    );
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(
      screen.getByRole("columnheader", { name: "error at h = 17, suite reward" }),
    ).toBeInTheDocument();
    const [, marked, unmarked] = screen.getAllByRole("row");
    expect(marked).toHaveTextContent("0.213 ± 0.031");
    expect(marked).toHaveTextContent("+306 ± 97");
    expect(marked).toHaveTextContent("it pleases the model");
    expect(unmarked).not.toHaveTextContent("pleases");
    expect(screen.queryByRole("button", { name: /Remove/ })).not.toBeInTheDocument();
  });

  it("warns where returns cannot be set side by side, and lets a group be removed", async () => {
    const remove = vi.fn();
    const hide = vi.fn();
    const pin = vi.fn();
    const one = group({});
    const gone = group({ key: "k1", label: "k = 1", hidden: true });
    render(
      <MantineProvider>
        <ValueTable
          groups={[one, gone]}
          h={1}
          along={{ error: "suite", break_even: "suite" }}
          columns={COLUMNS}
          threshold={null}
          returnsComparable={false}
          onHide={hide}
          onBaseline={pin}
          onRemove={remove}
        />
      </MantineProvider>,
    );
    expect(screen.getByText(/different environments/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Remove rollout.length = 20" }));
    expect(remove).toHaveBeenCalledWith(one);
    await userEvent.click(screen.getByRole("button", { name: "Hide rollout.length = 20" }));
    await userEvent.click(screen.getByRole("button", { name: "Show k = 1" }));
    expect(hide.mock.calls).toEqual([[one], [gone]]);
    await userEvent.click(screen.getByRole("button", { name: "Pin k = 1 as baseline" }));
    expect(pin).toHaveBeenCalledWith(gone);
    expect(screen.queryByText(/from the baseline/)).not.toBeInTheDocument();
  });

  it("tells below a value its difference from the baseline, and how it is made", () => {
    const pinned = group({ index: -1, key: "k1", label: "k = 1, baseline" });
    render(
      <MantineProvider>
        <ValueTable
          groups={[group({ against: { error: "× 0.8 (0.7 to 0.9)" } }), pinned]}
          h={1}
          along={{}}
          columns={COLUMNS}
          threshold={null}
          returnsComparable
          onHide={vi.fn()}
          onBaseline={vi.fn()}
          onRemove={undefined}
        />
      </MantineProvider>,
    );
    const [, compared, baseline] = screen.getAllByRole("row");
    expect(compared).toHaveTextContent("0.213 ± 0.031× 0.8 (0.7 to 0.9)");
    expect(baseline).not.toHaveTextContent("×");
    expect(screen.getByRole("button", { name: /^Unpin k = 1/ })).toBeInTheDocument();
    expect(screen.getByText(/difference from the baseline/)).toBeInTheDocument();
  });
});
