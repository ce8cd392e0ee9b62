import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { row } from "./row-for-tests";
import type { TrustGroup } from "./sorting";
import { TrustTable } from "./trust-table";

const WHERE = "GET /api/v1/trust";
const COLUMNS = [
  {
    key: "law",
    name: "growth law",
    label: "growth law",
    source: "Ours.",
    guide: "glossary#growth-law",
    unit: "runs",
    definition: "How the error grows.",
    how_to_read: "Read it so.",
  },
  {
    key: "cpu",
    name: "CPU time",
    label: "CPU time",
    source: "Ours.",
    guide: "glossary#growth-law",
    unit: "seconds",
    definition: "What it cost.",
    how_to_read: "",
  },
];

const READING = "The error stays within the tolerance for 12 steps.";
const NOTHING = "This run waits in the queue.";

function answer(groups: TrustGroup[], reason: string | null = null) {
  return {
    body: {
      group_by: [],
      env_step: null,
      groups,
      along: { law: "suite" },
      reading: READING,
      reason,
    },
  };
}

function renderTable(sort?: string, onSort = vi.fn()) {
  renderInPage(
    <TrustTable
      runs={["a"]}
      groupBy={undefined}
      step={undefined}
      columns={COLUMNS}
      sort={sort}
      onSort={onSort}
    />,
  );
  return onSort;
}

describe("the table of trust", () => {
  it("has a row for each group, and explains every column with its unit", async () => {
    stubServer({ [WHERE]: answer([row({}), row({ key: "2", label: "k = 20", index: 1 })]) });
    renderTable();
    const table = await screen.findByRole("group", { name: "Trust by group" });
    expect(within(table).getAllByRole("row")).toHaveLength(3);
    expect(within(table).getByRole("rowheader", { name: /k = 20/ })).toBeVisible();
    expect(screen.getByText("How the error grows. Read it so.")).toBeInTheDocument();
    expect(screen.getByText("(seconds)")).toBeInTheDocument();
    expect(screen.getByText(READING)).toBeVisible();
    expect(screen.getByRole("columnheader", { name: /growth law\s*runs, suite/ })).toBeVisible();
  });

  it("says in a cell what the server said, and what is wrong with it", async () => {
    const cpu = { words: "≥ 7", order: 7, warning: "longer than allowed" };
    stubServer({ [WHERE]: answer([row({ cells: { cpu } })]) });
    renderTable();
    const cells = await screen.findAllByRole("cell");
    expect(cells.map(({ textContent }) => textContent)).toEqual(["", "≥ 7 ▲ longer than allowed"]);
  });

  it("asks for another order when a head is pressed, and says which it has", async () => {
    stubServer({ [WHERE]: answer([row({})]) });
    const onSort = renderTable("-cpu");
    const head = await screen.findByRole("columnheader", { name: /CPU time/ });
    expect(head).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(within(head).getByRole("button"));
    expect(onSort).toHaveBeenCalledWith("cpu");
  });

  it("shows the first of many rows, and all on demand", async () => {
    const many = Array.from({ length: 500 }, (_, at) =>
      row({ key: String(at), label: `run ${at}` }),
    );
    stubServer({ [WHERE]: answer(many) });
    renderTable();
    expect(await screen.findAllByRole("rowheader")).toHaveLength(30);
    await userEvent.click(screen.getByRole("button", { name: "Show all 500 groups" }));
    expect(screen.getAllByRole("rowheader")).toHaveLength(500);
  });

  it("says what is missing while nothing is measured", async () => {
    stubServer({ [WHERE]: answer([row({})], NOTHING) });
    renderTable();
    expect(await screen.findByText(NOTHING)).toBeVisible();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
  });

  it("says why it could not be loaded, and tries again", async () => {
    let isUp = false;
    stubServer({
      [WHERE]: () => (isUp ? answer([row({})]) : { status: 400, body: null }),
    });
    renderTable();
    expect(await screen.findByRole("alert")).toHaveTextContent("The server answered 400");
    isUp = true;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("group", { name: "Trust by group" })).toBeVisible();
  });
});
