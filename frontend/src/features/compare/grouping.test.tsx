import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { chosenPaths, Grouping, pathsWords } from "./grouping";

const paths = ["model.members", "rollout.length", "run"];

describe("grouping", () => {
  it("never groups a run by itself and with others at once", () => {
    expect(chosenPaths(paths, ["rollout.length", "run"], ["rollout.length"])).toEqual(["run"]);
    expect(chosenPaths(paths, ["run", "rollout.length"], ["run"])).toEqual(["rollout.length"]);
    expect(chosenPaths(paths, [], ["run"])).toEqual([]);
  });

  it("names the first of many paths and counts the rest", () => {
    expect(pathsWords(["a", "b", "run"])).toBe("a and b and each run by itself");
    expect(pathsWords(["a", "b", "c", "d", "e"])).toBe("a, b and 3 more settings");
  });

  it("is a word of the sentence that opens the choice", async () => {
    const change = vi.fn();
    render(
      <MantineProvider env="test">
        <Grouping
          groupBy={["rollout.length"]}
          candidates={["model.members", "rollout.length"]}
          onChange={change}
        />
      </MantineProvider>,
    );
    await userEvent.click(screen.getByRole("button", { name: "rollout.length" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "model.members" }));
    expect(change).toHaveBeenCalledWith(["model.members", "rollout.length"]);
  });
});
