import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import type { ComparedGroup } from "@/shared/queries/comparison-query";

import { ValueTable } from "./value-table";

function estimate(mean: number | null, halfWidth: number | null = null) {
  return { mean, half_width: halfWidth, n: 5 };
}

function group(changes: Partial<ComparedGroup>): ComparedGroup {
  return {
    index: 0,
    key: "k20",
    label: "rollout.length = 20",
    values: { "rollout.length": 20 },
    run_ids: ["a", "b"],
    seeds: 2,
    statuses: { queued: 0, running: 0, succeeded: 2, failed: 0, cancelled: 0 },
    error: estimate(0.213, 0.031),
    price_of_change: estimate(1.02),
    error_exponent: estimate(2.6),
    real_return: estimate(-402.2, 97.1),
    model_return: estimate(-96.4, 12.3),
    gap: estimate(305.8, 97.2),
    ...changes,
  };
}

describe("the table of values", () => {
  it("gives mean and interval at the cursor and marks a gap beyond chance", () => {
    const chance = group({ index: 1, key: "k1", label: "k = 1", gap: estimate(9, 40) });
    render(
      <MantineProvider>
        <ValueTable
          groups={[group({}), chance]}
          h={17}
          policy="current"
          returnsComparable
          onRemove={undefined}
        />
      </MantineProvider>,
    );
    expect(screen.getByRole("columnheader", { name: "error at h = 17" })).toBeInTheDocument();
    const [, marked, unmarked] = screen.getAllByRole("row");
    expect(marked).toHaveTextContent("0.213 ± 0.031");
    expect(marked).toHaveTextContent("+306 ± 97");
    expect(marked).toHaveTextContent("significantly above zero");
    expect(unmarked).not.toHaveTextContent("significantly");
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("shows a dash where nothing was measured, never a zero", () => {
    const nothing = estimate(null);
    const empty = { error: nothing, price_of_change: nothing, gap: nothing, real_return: nothing };
    render(
      <MantineProvider>
        <ValueTable
          groups={[group(empty)]}
          h={1}
          policy="current"
          returnsComparable
          onRemove={undefined}
        />
      </MantineProvider>,
    );
    const cells = within(screen.getAllByRole("row")[1] ?? document.body).getAllByRole("cell");
    expect(cells[0]).toHaveTextContent(/^–$/);
  });

  it("warns where returns cannot be set side by side, and lets a group be removed", async () => {
    const remove = vi.fn();
    const one = group({});
    render(
      <MantineProvider>
        <ValueTable
          groups={[one]}
          h={1}
          policy="current"
          returnsComparable={false}
          onRemove={remove}
        />
      </MantineProvider>,
    );
    expect(screen.getByText(/different environments/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Remove rollout.length = 20" }));
    expect(remove).toHaveBeenCalledWith(one);
  });
});
