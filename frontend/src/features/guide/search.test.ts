import { expect, test } from "vitest";

import { search } from "./search";

test("a section is found by words of its title before others that only mention them", () => {
  const [first] = search("table of trust");
  expect(first).toMatchObject({ page: "verdicts", id: "the-table-of-trust" });
});

test("the beginning of a word and a slip of the hand find it too", () => {
  expect(search("exploi").map(({ id }) => id)).toContain("exploits-its-model");
  expect(search("disagreemnt").map(({ id }) => id)).toContain("ensemble-disagreement");
});

test("all words are wanted, and what is nowhere finds nothing", () => {
  expect(search("coverage zebra")).toEqual([]);
  expect(search("")).toEqual([]);
});

test("the excerpt shows the first match among its words, without marks of Markdown", () => {
  const found = search("idempotency").find(({ page }) => page === "api");
  const [before, match, after] = found?.excerpt ?? ["", "", ""];
  expect(match.toLowerCase()).toBe("idempotency");
  expect(before + after).not.toMatch(/[`*]/);
});
