import { describe, expect, it } from "vitest";

import { CHOICES, reading } from "./catalog-for-tests";
import { fittingImprover, learnersOf, offeredImprovers, usualImprovers } from "./learners";

describe("the learners of a form", () => {
  it("take what auto means for the environment's actions", () => {
    expect(learnersOf(CHOICES, reading({}))).toEqual([{ version: "3.0", improver: "sac" }]);
    const discrete = reading({ "environment.id": "CartPole-v1" });
    expect(learnersOf(CHOICES, discrete)).toEqual([{ version: "3.0", improver: "dqn" }]);
  });

  it("are every allowed version with every improver of a grid, once each", () => {
    const read = reading({
      "algorithm.version": "3, model-free",
      "algorithm.improver": "auto,sac",
    });
    expect(learnersOf(CHOICES, read)).toEqual([
      { version: "3.0", improver: "sac" },
      { version: "model-free", improver: "sac" },
    ]);
  });

  it("are none where nothing is known, or nothing is allowed", () => {
    expect(learnersOf(CHOICES, reading({ "algorithm.version": "2.7" }))).toEqual([]);
    const refused = { "algorithm.version": "2.0", "environment.id": "CartPole-v1" };
    expect(learnersOf(CHOICES, reading(refused))).toEqual([]);
  });

  it("follow auto where a spec of former times names no improver", () => {
    const read = reading({ "algorithm.improver": "" });
    expect(learnersOf(CHOICES, read)).toEqual([{ version: "3.0", improver: "sac" }]);
    expect(fittingImprover(CHOICES, read)).toBe("auto");
  });
});

describe("the improvers on offer", () => {
  it("are auto and what the version takes for the environment's actions", () => {
    expect(offeredImprovers(CHOICES, reading({}))).toEqual(["auto", "sac", "redq", "mve", "steve"]);
    const planned = reading({ "algorithm.version": "1.5", "environment.id": "CartPole-v1" });
    expect(offeredImprovers(CHOICES, planned)).toEqual(["auto", "cem", "random_shooting"]);
  });

  it("fit every version of a grid, as the server refuses a grid with one that does not", () => {
    const grid = reading({ "algorithm.version": "model-free,3.0" });
    expect(offeredImprovers(CHOICES, grid)).toEqual(["auto", "sac", "redq"]);
    const apart = reading({ "algorithm.version": "2.5,3.0" });
    expect(offeredImprovers(CHOICES, apart)).toEqual(["auto"]);
    expect(usualImprovers(CHOICES, apart)).toEqual(["ppo", "sac"]);
  });

  it("are unknown while a version is not known", () => {
    expect(offeredImprovers(CHOICES, reading({ "algorithm.version": "2.7" }))).toBeNull();
  });
});

describe("the improver after another choice", () => {
  const after = (version: string, improver: string) =>
    fittingImprover(
      CHOICES,
      reading({ "algorithm.version": version, "algorithm.improver": improver }),
    );

  it("stays where it fits and falls back to auto where it does not", () => {
    expect(after("model-free", "redq")).toBe("redq");
    expect(after("1.5", "redq")).toBe("auto");
  });

  it("keeps the part of a grid that fits", () => {
    expect(after("model-free", "redq,mve,sac")).toBe("redq,sac");
  });

  it("waits while the version is not known", () => {
    expect(after("2.7", "redq")).toBe("redq");
  });
});
