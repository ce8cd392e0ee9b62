import { describe, expect, it } from "vitest";

import { CATALOG, formWith } from "./catalog-for-tests";
import { formFields } from "./form-fields";
import { learnersOf } from "./chosen-learners";
import { offered } from "./allowed-choices";

const STARTS = ["initial", "real_uniform", "real_recent", "real_on_policy"];
const VERSIONS = CATALOG.versions.map(({ version }) => version);

function offers(path: string, names: readonly string[], values: Record<string, string>) {
  return offered(path, names, CATALOG, formWith(values));
}

describe("what a field offers", () => {
  it.each([
    ["0.5", ["constant"]],
    ["1.0", ["constant", "schedule"]],
    ["1.5", ["constant", "schedule", "adaptive"]],
    ["3.0", ["constant", "schedule", "adaptive"]],
    ["0.5,3.0", ["constant"]],
  ])("is a length of %s that the version takes", (version, kinds) => {
    const values = { "algorithm.version": version };
    const all = ["constant", "schedule", "adaptive"];
    expect(offers("rollout.length", all, values)).toEqual(kinds);
    // Also beside an improver that an address names and the version does not take.
    expect(offers("rollout.length", all, { ...values, "algorithm.improver": "?" })).toEqual(kinds);
  });

  it.each([
    [{ "algorithm.version": "1.5" }, ["real_uniform"]],
    [{ "algorithm.improver": "steve" }, ["real_uniform"]],
    [{ "algorithm.improver": "sac,mve" }, ["real_uniform"]],
    [{ "algorithm.version": "1.5,3.0" }, ["real_uniform"]],
    [{ "algorithm.version": "2.5" }, STARTS],
    [{ "algorithm.version": "model-free" }, STARTS],
  ])("are starts that every learner of %o can begin at", (values, starts) => {
    expect(offers("rollout.start", STARTS, values)).toEqual(starts);
  });

  it("are versions that have an improver for every environment's actions", () => {
    expect(offers("algorithm.version", VERSIONS, {})).toEqual(VERSIONS);
    for (const id of ["CartPole-v1", "Pendulum-v1, CartPole-v1"])
      expect(offers("algorithm.version", VERSIONS, { "environment.id": id })).toEqual(
        VERSIONS.filter((version) => version !== "2.0"),
      );
  });

  it("is the known rule where every environment has one", () => {
    const rules = ["auto", "learned", "known"];
    for (const path of ["model.termination", "model.reward"]) {
      expect(offers(path, rules, {})).toEqual(rules);
      const values = { "environment.id": "Pendulum-v1,Own-v0" };
      expect(offers(path, rules, values)).toEqual(["auto", "learned"]);
    }
  });

  it("is half the precision where rollouts fill a buffer", () => {
    const both = ["float32", "bfloat16"];
    const path = "compute.rollout_precision";
    expect(offers(path, both, {})).toEqual(both);
    for (const version of ["2.5", "1.5", "model-free", "2.5,3.0"])
      expect(offers(path, both, { "algorithm.version": version })).toEqual(["float32"]);
    expect(offers(path, both, { "algorithm.improver": "mve" })).toEqual(["float32"]);
  });

  it("is everything while the form names what nobody knows, and in every other field", () => {
    expect(offers("rollout.start", STARTS, { "algorithm.version": "2.7" })).toEqual(STARTS);
    expect(offers("algorithm.version", VERSIONS, { "environment.id": "?" })).toEqual(VERSIONS);
    expect(offers("rollout.propagation", ["mean", "ts1"], {})).toEqual(["mean", "ts1"]);
  });
});

describe("the form's fields", () => {
  const schema = {
    properties: {
      rollout: {
        properties: { start: { enum: STARTS }, length: { title: "Rollout length k" } },
      },
    },
  };

  it("offer no more than that", () => {
    const read = formWith({ "algorithm.version": "0.5" });
    const fields = formFields({ ...CATALOG, schema }, learnersOf(CATALOG, read), read);
    const choices = Object.fromEntries(
      [...fields.first, ...fields.idle].map((field) => [field.path, field.choices]),
    );
    expect(choices).toEqual({
      "rollout.length": ["constant"],
      "rollout.start": ["real_uniform"],
    });
  });
});
