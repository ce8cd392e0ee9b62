import { describe, expect, it, test } from "vitest";

import { readComparison, writeComparison } from "@/features/compare/address";
import { draftFromSearch, gridOf, searchFromDraft } from "@/features/launch/draft/draft";
import { parseSeeds } from "@/features/launch/draft/field-values";
import { readRunView, writeRunView } from "@/features/run/address";
import { readRunsView, writeRunsView } from "@/features/runs/address";
import { readSharedSearch, viewSearch } from "@/features/share/address";

import { parseSearch, stringifySearch } from "@/shared/address/search-text";

/** Numbers from 0 to 1 that are the same at every run of the tests. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const NAMES = [
  "runs", "experiment", "group", "seeds", "title", "sort", "h", "step", "policy", "scale", "ref",
  "smooth", "x", "middle", "hide", "returns_scale", "diagnostic_scale", "series_scale", "diagnostic", "series", "dimension", "against", "q", "status", "environment", "version", "tag",
  "filter", "columns", "archived", "view", "chosen", "promises",
  "axes", "map", "preset", "from", "set.rollout.length", "set", "set.", "set.__proto__", "seeds", "tags", "run",
  "cells", "parallel", "ranges", "panels", "zoom", "baseline", "published", "group_by", "open",
  "__proto__", "constructor", "toString", "",
]; // prettier-ignore
const VALUES = [
  "", "1", "-1", "1e999", "NaN", "null", "true", "a,b", ",,,", "[1", "{\"a\":", "%", "%E0%A4%A",
  "\u202e", "<b>", "log", "both", "0-4", "9".repeat(400), "x".repeat(9000), "a=b", "🦊",
  "error?scale=log|returns?x", "steps?series=a/b?c|||none", "|?|", "steps:1:2", "a:2:1,b:1e999:2",
  "0123456789", "abcdefghij01", "seed,rollout.length",
]; // prettier-ignore

function addresses(count: number): string[] {
  const random = generator(7);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  return Array.from({ length: count }, () => {
    const pairs = Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
      const raw = random() < 0.3;
      return `${pick(NAMES)}=${raw ? pick(VALUES) : encodeURIComponent(pick(VALUES))}`;
    });
    return `?${pairs.join("&")}`;
  });
}

/** What each page makes of an address, and the address that it writes for it. */
const PAGES: Record<string, (search: Record<string, unknown>) => object> = {
  comparison: (search) => writeComparison(readComparison(search)),
  run: (search) => writeRunView(readRunView(search)),
  runs: (search) => writeRunsView(readRunsView(search)),
  launch: (search) => searchFromDraft(draftFromSearch(search)),
  share: (search) => readSharedSearch(search),
};

describe.each(Object.entries(PAGES))("the address of the page %s", (_name, page) => {
  it("may be anything, and is written so that it reads the same", () => {
    for (const address of addresses(1500)) {
      const once = stringifySearch({ ...page(parseSearch(address)) });
      const twice = stringifySearch({ ...page(parseSearch(once)) });
      expect(twice, address).toBe(once);
    }
  });
});

test("what else is read from an address does not throw either", () => {
  for (const address of addresses(500)) {
    const search = parseSearch(address);
    const draft = draftFromSearch(search);
    gridOf(draft.set);
    parseSeeds(draft.seeds, 500);
    viewSearch(address, readSharedSearch(search));
  }
});

test("a list may be written with commas or said part by part", () => {
  for (const address of ["?runs=a,b&runs=c", "?runs=a&runs=b&runs=c", "?runs=a,b,c"])
    expect(readComparison(parseSearch(address)).runs).toEqual(["a", "b", "c"]);
  expect(readRunsView(parseSearch("?status=failed&status=queued")).status).toHaveLength(2);
  expect(readRunsView(parseSearch("?tag=a&tag=b&tag=c")).tag).toEqual(["a", "b", "c"]);
  expect(readComparison(parseSearch("?group=model.kind&group=seed")).groupBy).toHaveLength(2);
  const draft = draftFromSearch(
    parseSearch("?set.rollout.length=1&set.rollout.length=5&seeds=0&seeds=3"),
  );
  expect(draft).toMatchObject({ set: { "rollout.length": "1,5" }, seeds: "0,3" });
  expect(readSharedSearch(parseSearch("?group=a&group=b"))).toEqual({ group: "a,b" });
});
