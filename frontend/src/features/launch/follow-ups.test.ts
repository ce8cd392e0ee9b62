import { describe, expect, it } from "vitest";

import { CHOICES, reading } from "./catalog-for-tests";
import { followUps } from "./follow-ups";

const after = (path: string, values: Record<string, string>) =>
  followUps(path, CHOICES, reading(values));

describe("what follows from a choice", () => {
  it("is auto where the improver no longer fits the version or the environment", () => {
    expect(
      after("algorithm.version", { "algorithm.version": "1.5", "algorithm.improver": "redq" }),
    ).toMatchObject({ "algorithm.improver": "auto" });
    expect(
      after("environment.id", { "environment.id": "CartPole-v1", "algorithm.improver": "sac" }),
    ).toMatchObject({ "algorithm.improver": "auto" });
  });

  it("leaves a name just written to the server, which says at the field what is allowed", () => {
    expect(after("algorithm.improver", { "algorithm.improver": "cem" })).toEqual({});
  });

  it("forgets where to branch from where rollouts begin elsewhere", () => {
    const initial = { "rollout.start": "initial" };
    const forgotten = { "rollout.start": "real_uniform" };
    expect(after("algorithm.version", { ...initial, "algorithm.version": "1.5" })).toMatchObject(
      forgotten,
    );
    expect(after("algorithm.improver", { ...initial, "algorithm.improver": "mve" })).toMatchObject(
      forgotten,
    );
  });

  it("keeps where to branch from for a version that reads it, and for one that imagines nothing", () => {
    for (const version of ["2.5", "3.0", "model-free", "1.5,3.0"])
      expect(
        after("algorithm.version", { "rollout.start": "initial", "algorithm.version": version }),
      ).not.toHaveProperty(["rollout.start"]);
  });

  it("is nothing for any other field", () => {
    expect(after("rollout.length", { "algorithm.improver": "cem" })).toEqual({});
  });
});
