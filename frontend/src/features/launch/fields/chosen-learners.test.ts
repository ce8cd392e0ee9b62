import { describe, expect, it } from "vitest";

import { CATALOG, formWith } from "./catalog-for-tests";
import { fittingImprover, learnersOf, offeredImprovers, usualImprovers } from "./chosen-learners";

describe("the learners of a form", () => {
  it("take what auto means for the environment's actions", () => {
    expect(learnersOf(CATALOG, formWith({}))).toEqual([{ version: "3.0", improver: "sac" }]);
    const discrete = formWith({ "environment.id": "CartPole-v1" });
    expect(learnersOf(CATALOG, discrete)).toEqual([{ version: "3.0", improver: "dqn" }]);
  });

  it("are every allowed version with every improver of a grid, once each", () => {
    const read = formWith({
      "algorithm.version": "3, model-free",
      "algorithm.improver": "auto,sac",
    });
    expect(learnersOf(CATALOG, read)).toEqual([
      { version: "3.0", improver: "sac" },
      { version: "model-free", improver: "sac" },
    ]);
  });

  it("are none where nothing is known, or nothing is allowed", () => {
    expect(learnersOf(CATALOG, formWith({ "algorithm.version": "2.7" }))).toEqual([]);
    const refused = { "algorithm.version": "2.0", "environment.id": "CartPole-v1" };
    expect(learnersOf(CATALOG, formWith(refused))).toEqual([]);
  });

  it("follow auto where a spec of former times names no improver", () => {
    const read = formWith({ "algorithm.improver": "" });
    expect(learnersOf(CATALOG, read)).toEqual([{ version: "3.0", improver: "sac" }]);
    expect(fittingImprover(CATALOG, read)).toBe("auto");
  });
});

describe("the improvers on offer", () => {
  it("are auto and what the version takes for the environment's actions", () => {
    expect(offeredImprovers(CATALOG, formWith({}))).toEqual([
      "auto",
      "sac",
      "redq",
      "mve",
      "steve",
    ]);
    const planned = formWith({ "algorithm.version": "1.5", "environment.id": "CartPole-v1" });
    expect(offeredImprovers(CATALOG, planned)).toEqual(["auto", "cem", "random_shooting"]);
  });

  it("fit every version of a grid, as the server refuses a grid with one that does not", () => {
    const grid = formWith({ "algorithm.version": "model-free,3.0" });
    expect(offeredImprovers(CATALOG, grid)).toEqual(["auto", "sac", "redq"]);
    const apart = formWith({ "algorithm.version": "2.5,3.0" });
    expect(offeredImprovers(CATALOG, apart)).toEqual(["auto"]);
    expect(usualImprovers(CATALOG, apart)).toEqual(["ppo", "sac"]);
  });

  it("are unknown while a version is not known", () => {
    expect(offeredImprovers(CATALOG, formWith({ "algorithm.version": "2.7" }))).toBeNull();
  });
});

describe("the improver after another choice", () => {
  const after = (version: string, improver: string) =>
    fittingImprover(
      CATALOG,
      formWith({ "algorithm.version": version, "algorithm.improver": improver }),
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
