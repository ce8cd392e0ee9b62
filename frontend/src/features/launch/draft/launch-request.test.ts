import { describe, expect, it } from "vitest";

import { EMPTY_DRAFT } from "./draft";
import { oneSpec, requestOf, textAt } from "./launch-request";

const draft = {
  ...EMPTY_DRAFT,
  preset: "mbpo/pendulum",
  set: { "rollout.length": "1,5", "rollout.start": "initial" },
};

describe("requestOf", () => {
  it("sends the preset, the changes, the grid and the seeds", () => {
    expect(requestOf({ ...draft, seeds: "0-1" }, null, [], 500)).toEqual({
      preset: "mbpo/pendulum",
      spec: { rollout: { start: "initial" } },
      grid: { "rollout.length": [1, 5] },
      seeds: [0, 1],
      tags: [],
    });
  });

  it("lays the changes over the parent run", () => {
    const parent = { rollout: { start: "real_uniform", per_step: 7 }, seed: 3 };
    const request = requestOf({ ...draft, from: "abc", preset: "" }, parent, [], 500);
    expect(request?.spec).toEqual({ rollout: { start: "initial", per_step: 7 }, seed: 3 });
    expect(request?.parent_id).toBe("abc");
  });

  it("adds to an experiment that exists and begins one that does not", () => {
    const known = [{ id: "e1", name: "lengths" }];
    expect(requestOf({ ...draft, experiment: "lengths" }, null, known, 500)).toMatchObject({
      experiment_id: "e1",
    });
    expect(requestOf({ ...draft, experiment: "new" }, null, known, 500)).toMatchObject({
      experiment_name: "new",
    });
  });

  it("asks nothing while the seeds cannot be read or the parent is not here", () => {
    expect(requestOf({ ...draft, seeds: "x" }, null, [], 500)).toBeNull();
    expect(requestOf({ ...draft, from: "abc" }, null, [], 500)).toBeNull();
  });
});

describe("textAt", () => {
  it("writes values as the form shows them", () => {
    const spec = {
      policy: { target_entropy: "auto", hidden: [256, 256] },
      environment: { max_episode_steps: null },
    };
    expect(textAt(spec, "policy.target_entropy")).toBe("auto");
    expect(textAt(spec, "policy.hidden")).toBe("[256,256]");
    expect(textAt(spec, "environment.max_episode_steps")).toBe("not set");
    expect(textAt(spec, "policy.missing")).toBe("");
  });
});

describe("oneSpec", () => {
  it("lays what is written over what the form started from", () => {
    const base = { rollout: { start: "real_uniform", per_step: 7 }, seed: 3 };
    const set = { "rollout.start": "initial", "model.members": "5" };
    expect(oneSpec(set, base)).toEqual({
      rollout: { start: "initial", per_step: 7 },
      model: { members: 5 },
      seed: 3,
    });
  });

  it("is none where a field holds several values", () => {
    expect(oneSpec({ "rollout.length": "1,5" }, {})).toBeNull();
  });
});
