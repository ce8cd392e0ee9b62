import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { RunPicker } from "./run-picker";

const RUN = {
  environment: "Hopper-v5",
  rollout_length: 5,
  seed: 0,
  status: "succeeded",
  is_pinned: false,
};
const RUNS = [
  { ...RUN, id: "aaaaaaaaaaaa", name: "first" },
  { ...RUN, id: "bbbbbbbbbbbb", name: "second" },
];

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(baseline: readonly string[]) {
  stubServer({
    "GET /api/v1/runs": { body: { items: RUNS } },
    "GET /api/v1/experiments": { body: { items: [] } },
  });
  const onChange = vi.fn();
  const chosen = RUNS.map(({ id }) => id);
  const others = { onExperiment: vi.fn(), onFilter: vi.fn() };
  renderInPage(<RunPicker {...others} chosen={chosen} baseline={baseline} onChange={onChange} />);
  await userEvent.click(await screen.findByRole("button", { name: "Choose runs" }));
  const pin = await screen.findByRole("button", { name: "Pin second as baseline" });
  const compare = () => userEvent.click(screen.getByRole("button", { name: /^Compare \d/ }));
  return { onChange, chosen, pin, compare };
}

test("one run of those compared is taken out as what the others are read against", async () => {
  const { onChange, chosen, pin, compare } = await open([]);
  expect(pin).toHaveAttribute("aria-pressed", "false");
  await userEvent.click(pin);
  expect(pin).toHaveAttribute("aria-pressed", "true");
  await compare();
  expect(onChange).toHaveBeenCalledWith(chosen, ["bbbbbbbbbbbb"]);
});

test("it goes back into its group, and is no baseline where it is not compared any more", async () => {
  const { onChange, pin, compare } = await open(["bbbbbbbbbbbb"]);
  expect(pin).toHaveAttribute("aria-pressed", "true");
  await userEvent.click(screen.getByRole("checkbox", { name: /second/ }));
  await compare();
  expect(onChange).toHaveBeenLastCalledWith(["aaaaaaaaaaaa"], []);
});
