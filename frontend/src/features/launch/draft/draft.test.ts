import { describe, expect, it } from "vitest";

import { draftFromSearch, EMPTY_DRAFT, gridOf, gridSentence, searchFromDraft } from "./draft";

describe("a draft in the address", () => {
  it("comes back as it went", () => {
    const draft = {
      ...EMPTY_DRAFT,
      set: { "rollout.length": "1,5,20" },
      seeds: "0-4",
      experiment: "lengths",
    };
    expect(draftFromSearch(searchFromDraft(draft))).toEqual(draft);
  });

  it("is empty for the default", () => {
    expect(searchFromDraft(EMPTY_DRAFT)).toEqual({});
  });

  it("survives nonsense", () => {
    expect(draftFromSearch({ set: [1], seeds: {}, preset: null })).toEqual(EMPTY_DRAFT);
    expect(draftFromSearch({ set: { "rollout.length": 5 } }).set).toEqual({
      "rollout.length": "5",
    });
  });

  it("takes a run instead of a preset", () => {
    expect(draftFromSearch({ from: "abc", preset: "mbpo/hopper" })).toMatchObject({
      from: "abc",
      preset: "",
    });
  });
});

describe("gridOf", () => {
  it("separates single values from lists", () => {
    expect(
      gridOf({
        "rollout.length": "1,5",
        "training.env_steps": "600",
        "training.random_steps": "200",
      }),
    ).toEqual({
      spec: { training: { env_steps: 600, random_steps: 200 } },
      grid: { "rollout.length": [1, 5] },
    });
  });
});

describe("a version", () => {
  it("is asked for by its name, as it is listed", () => {
    expect(gridOf({ "algorithm.version": "1.0" }).spec).toEqual({ algorithm: { version: "1.0" } });
    expect(gridOf({ "algorithm.version": "3, 2.5,model-free" }).grid).toEqual({
      "algorithm.version": ["3.0", "2.5", "model-free"],
    });
  });
});

describe("gridSentence", () => {
  it("counts lengths and seeds", () => {
    expect(gridSentence({ "rollout.length": "1,5,20" }, 5, 15)).toBe(
      "3 lengths × 5 seeds = 15 runs",
    );
    expect(gridSentence({ "algorithm.version": "2.5,3.0" }, 1, 2)).toBe(
      "2 versions × 1 seed = 2 runs",
    );
    expect(gridSentence({}, 1, 1)).toBe("1 seed = 1 run");
  });
});
