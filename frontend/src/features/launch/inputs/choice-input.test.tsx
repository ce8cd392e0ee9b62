import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { renderInPage } from "@/shared/testing/page-for-tests";

import { ChoiceInput } from "./choice-input";
import { completions } from "./menu-completions";

const FIELD = {
  path: "algorithm.improver",
  group: "algorithm",
  title: "Improver",
  unit: "auto takes sac",
  description: "",
  source: "",
  choices: ["auto", "sac", "redq"],
  names: {},
  titles: {},
  examples: {},
  allowed: "",
  optional: false,
  standard: "auto",
};

async function show(error: string | null = null) {
  const onChange = vi.fn();
  renderInPage(<ChoiceInput field={FIELD} text="auto" error={error} onChange={onChange} />);
  const input = await screen.findByRole("combobox");
  return { onChange, input, user: userEvent.setup() };
}

test("the whole menu is offered beside a complete name, and the fitting part beside half of one", () => {
  expect(completions("auto", FIELD.choices)).toEqual(["auto", "sac", "redq"]);
  expect(completions("re", FIELD.choices)).toEqual(["redq"]);
  expect(completions("sac, ", FIELD.choices)).toEqual(["sac, auto", "sac, redq"]);
});

test("a name is chosen from the menu", async () => {
  const { onChange, input, user } = await show();
  await user.click(input);
  await user.click(await screen.findByRole("option", { name: "redq" }));
  expect(onChange).toHaveBeenLastCalledWith("redq");
});

test("several names are written with commas, and told once they are whole", async () => {
  const { onChange, input, user } = await show();
  await user.clear(input);
  await user.type(input, "sac, redq");
  expect(onChange).not.toHaveBeenCalled();
  await user.tab();
  expect(onChange).toHaveBeenLastCalledWith("sac,redq");
});

test("an emptied field comes back, and a refusal stands at it", async () => {
  const { onChange, input, user } = await show("auto, cem for version 1.5 (got sac)");
  await user.clear(input);
  await user.tab();
  expect(onChange).not.toHaveBeenCalled();
  expect(input).toHaveValue("auto");
  expect(screen.getByText(/auto, cem for version 1.5/)).toBeInTheDocument();
});
