import { describe, expect, it } from "vitest";

import { CATALOG, formWith } from "./catalog-for-tests";
import { followUps } from "./follow-ups";

const after = (path: string, values: Record<string, string>) =>
  followUps(path, CATALOG, formWith(values));

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
    expect(after("algorithm.improver", { "algorithm.improver": "cem" })).not.toHaveProperty([
      "algorithm.improver",
    ]);
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
    for (const version of ["2.5", "3.0", "model-free"])
      expect(
        after("algorithm.version", { "rollout.start": "initial", "algorithm.version": version }),
      ).toMatchObject({ "rollout.start": "initial" });
  });

  it("is a constant length for a version that takes no other", () => {
    const adaptive = { "rollout.length": '{"tolerance": 0.5}' };
    for (const version of ["0.5", "1.0", "1.0,3.0"])
      expect(
        after("algorithm.version", { ...adaptive, "algorithm.version": version }),
      ).toMatchObject({ "rollout.length": "5" });
    expect(after("algorithm.version", { ...adaptive, "algorithm.version": "1.5" })).toMatchObject(
      adaptive,
    );
    const schedule = { "rollout.length": '{"from": 1, "to": 5, "between": [100, 200]}' };
    expect(after("algorithm.version", { ...schedule, "algorithm.version": "1.0" })).toMatchObject(
      schedule,
    );
    expect(after("algorithm.version", { ...schedule, "algorithm.version": "0.5" })).toMatchObject({
      "rollout.length": "5",
    });
  });

  it("is another version where the environment's actions rule the old one out", () => {
    const discrete = { "environment.id": "CartPole-v1" };
    expect(after("environment.id", { ...discrete, "algorithm.version": "2.0" })).toMatchObject({
      "algorithm.version": "3.0",
      "algorithm.improver": "auto",
    });
    expect(after("environment.id", { ...discrete, "algorithm.version": "2.0,2.5" })).toMatchObject({
      "algorithm.version": "2.5",
    });
  });

  it("is a learned rule where the environment has no known one", () => {
    const known = { "model.termination": "known", "model.reward": "known,learned" };
    expect(after("environment.id", { ...known, "environment.id": "Own-v0" })).toMatchObject({
      "model.termination": "auto",
      "model.reward": "learned",
    });
    expect(after("environment.id", { ...known, "environment.id": "CartPole-v1" })).toMatchObject(
      known,
    );
  });

  it("keeps what a spec of former times does not say unsaid", () => {
    expect(
      after("algorithm.version", { "model.reward": "", "algorithm.version": "1.5" }),
    ).not.toHaveProperty(["model.reward"]);
  });

  it("is nothing for any other field", () => {
    expect(after("rollout.length", { "algorithm.improver": "cem" })).toEqual({});
  });
});
