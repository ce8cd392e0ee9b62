import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { draftFromSearch, EMPTY_DRAFT } from "./draft";
import { isBegun, keepDraft, keptDraft } from "./kept-draft";

const DRAFT = draftFromSearch({ preset: "mbpo/hopper", set: { "rollout.length": "1,5" } });

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("document", { querySelector: () => null });
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
    removeItem: (name: string) => kept.delete(name),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a draft is kept until one in which nothing is written takes its place", () => {
  expect(keptDraft()).toBeNull();
  keepDraft(DRAFT);
  expect(keptDraft()).toEqual(DRAFT);
  keepDraft({ ...EMPTY_DRAFT, preset: "mbpo/hopper", view: "yaml" });
  expect(keptDraft()).toBeNull();
});

test("what somebody else wrote in its place is no draft, and does not break the page", () => {
  for (const text of ["", "{", "3", "null", "[1]", '"x"', '{"set": 5, "seeds": {}}']) {
    localStorage.setItem("branchpoint.launch-draft", text);
    expect(keptDraft(), text).toBeNull();
  }
});

test("a browser that keeps nothing has no draft", () => {
  const refuse = () => {
    throw new DOMException("denied");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
  keepDraft(DRAFT);
  expect(keptDraft()).toBeNull();
});

test("a preset that was chosen is no draft yet, and all else is", () => {
  expect(isBegun({ ...EMPTY_DRAFT, preset: "mbpo/hopper" })).toBe(false);
  for (const written of [{ from: "r" }, { seeds: "1" }, { experiment: "e" }, { tags: "t" }])
    expect(isBegun({ ...EMPTY_DRAFT, ...written })).toBe(true);
});
