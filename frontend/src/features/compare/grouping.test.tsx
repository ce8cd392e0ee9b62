import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { chosenKeys, Grouping, keysWords } from "./grouping";

const keys = ["model.members", "rollout.length", "run"];
const groupings = [
  { value: "run", label: "each run by itself" },
  { value: "tags", label: "all tags of a run" },
  { value: "model.members", label: "model.members" },
  { value: "rollout.length", label: "rollout.length" },
  { value: "policy.discount", label: "policy.discount" },
];

function show() {
  const change = vi.fn();
  stubServer({ "GET /api/v1/catalog": { body: { groupings } } });
  renderInPage(
    <Grouping
      groupBy={["rollout.length"]}
      candidates={["model.members", "rollout.length"]}
      tags={["base", "a,b"]}
      onChange={change}
    />,
  );
  return change;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("grouping", () => {
  it("never groups a run by itself and with others at once", () => {
    expect(chosenKeys(keys, ["rollout.length", "run"], ["rollout.length"])).toEqual(["run"]);
    expect(chosenKeys(keys, ["run", "rollout.length"], ["run"])).toEqual(["rollout.length"]);
    expect(chosenKeys(keys, [], ["run"])).toEqual([]);
  });

  it("names the first of many keys and counts the rest", () => {
    expect(keysWords(["a", "b", "run"], groupings)).toBe("a and b and each run by itself");
    expect(keysWords(["tag:base"])).toBe("the tag base");
    expect(keysWords(["a", "b", "c", "d", "e"])).toBe("a, b and 3 more settings");
  });

  it("is a word of the sentence that opens the choice", async () => {
    const change = show();
    await userEvent.click(await screen.findByRole("button", { name: "rollout.length" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "model.members" }));
    expect(change).toHaveBeenCalledWith(["model.members", "rollout.length"]);
  });

  it("offers tags that can be written in a list, and settings that are the same in all runs", async () => {
    const change = show();
    await userEvent.click(await screen.findByRole("button", { name: "rollout.length" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "the tag base" }));
    expect(change).toHaveBeenCalledWith(["rollout.length", "tag:base"]);
    expect(screen.queryByRole("checkbox", { name: "the tag a,b" })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("combobox", { name: "Or any other setting" }));
    await userEvent.click(await screen.findByRole("option", { name: "policy.discount" }));
    expect(change).toHaveBeenLastCalledWith(["rollout.length", "policy.discount"]);
  });
});
