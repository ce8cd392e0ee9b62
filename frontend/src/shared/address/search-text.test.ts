import { expect, test } from "vitest";

import { parseSearch, stringifySearch } from "./search-text";

test("texts that look like numbers stay as they are", () => {
  expect(stringifySearch({ version: "3.0", h: 17, seeds: true })).toBe(
    "?version=3.0&h=17&seeds=true",
  );
  expect(parseSearch("?version=3.0")).toEqual({ version: "3.0" });
});

test("a group of values is written field by field", () => {
  const search = { preset: "mbpo/hopper", set: { "rollout.length": "1,5", seed: "0" } };
  const text = stringifySearch(search);
  expect(text).toBe("?preset=mbpo/hopper&set.rollout.length=1,5&set.seed=0");
  expect(parseSearch(text)).toEqual(search);
});

test("what is empty or undefined leaves no trace", () => {
  expect(stringifySearch({ q: "", sort: undefined, tag: null })).toBe("");
});

test("spaces and ampersands survive the way there and back", () => {
  const search = { q: "a & b = c + d" };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test("a malformed address parses to something harmless", () => {
  expect(parseSearch("?=&&.=1&a=1&a.b=2&%E0%A4%A")).toMatchObject({ a: { b: "2" } });
});
