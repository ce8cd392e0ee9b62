import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { RolloutLengthInput } from "./rollout-length-input";

function kindsOffered(choices: string[], text = "5") {
  const field = {
    path: "rollout.length",
    group: "rollout",
    title: "Rollout length k",
    unit: "",
    description: "",
    source: "",
    choices,
    titles: {},
    names: { constant: "Constant", schedule: "Schedule", adaptive: "Adaptive" },
    examples: {},
    allowed: "",
    optional: false,
    standard: "5",
  };
  render(
    <MantineProvider env="test">
      <RolloutLengthInput field={field} text={text} error={null} onChange={vi.fn()} />
    </MantineProvider>,
  );
  return screen.queryAllByRole("radio").map((radio) => radio.getAttribute("value"));
}

test("a length is offered in the ways that the version takes", () => {
  expect(kindsOffered(["constant", "schedule", "adaptive"])).toEqual([
    "constant",
    "schedule",
    "adaptive",
  ]);
});

test("what the version refuses is not offered", () => {
  expect(kindsOffered(["constant", "schedule"])).toEqual(["constant", "schedule"]);
});

test("one way alone is no choice", () => {
  expect(kindsOffered(["constant"])).toEqual([]);
});

test("what an address asks for is shown though it be refused", () => {
  expect(kindsOffered(["constant"], '{"tolerance": 0.5}')).toEqual(["constant", "adaptive"]);
});
