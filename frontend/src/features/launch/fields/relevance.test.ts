import { describe, expect, it } from "vitest";

import { isRead, type Readers } from "./relevance";

const PLANNER = { version: "1.5", improver: "cem" };
const MODEL_FREE = { version: "model-free", improver: "sac" };
const READERS: Readers = {
  "planning.*": { versions: null, improvers: ["cem"] },
  "policy.*": { versions: null, improvers: ["sac"] },
  "policy.discount": { versions: null, improvers: null },
  "rollout.start": { versions: ["3.0"], improvers: ["sac"] },
};

describe("what a version reads", () => {
  it("is told by the field's row, else by its part's", () => {
    expect(isRead("policy.hidden", [PLANNER], READERS)).toBe(false);
    expect(isRead("policy.discount", [PLANNER], READERS)).toBe(true);
    expect(isRead("planning.candidates", [PLANNER], READERS)).toBe(true);
  });

  it("needs the version and the improver", () => {
    expect(isRead("rollout.start", [MODEL_FREE], READERS)).toBe(false);
    expect(isRead("rollout.start", [{ version: "3.0", improver: "mve" }], READERS)).toBe(false);
    expect(isRead("rollout.start", [{ version: "3.0", improver: "sac" }], READERS)).toBe(true);
  });

  it("is the union for several versions", () => {
    const both = [PLANNER, MODEL_FREE];
    expect(isRead("planning.candidates", both, READERS)).toBe(true);
    expect(isRead("policy.hidden", both, READERS)).toBe(true);
    expect(isRead("rollout.start", both, READERS)).toBe(false);
  });

  it("is everything that no row names, and everything while no version is known", () => {
    expect(isRead("training.env_steps", [PLANNER], READERS)).toBe(true);
    expect(isRead("policy.hidden", [], READERS)).toBe(true);
  });
});
