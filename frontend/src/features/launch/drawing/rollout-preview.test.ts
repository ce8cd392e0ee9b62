import { describe, expect, it } from "vitest";

import { CATALOG, formWith } from "@/features/launch/fields/catalog-for-tests";
import { learnersOf } from "@/features/launch/fields/chosen-learners";
import { sceneOf, imaginedLabel } from "./rollout-preview";

function meaning(changes: Record<string, string>) {
  const read = formWith(changes);
  const learners = learnersOf(CATALOG, read);
  return { scene: sceneOf(learners, read, 200), label: imaginedLabel(learners, read) };
}

describe("the drawing", () => {
  it("branches off real states in version 3.0", () => {
    expect(meaning({})).toEqual({
      scene: { episodeSteps: 200, lengths: [5], start: "everywhere", fan: 3 },
      label: "imagined, k = 5; 3 of 400 per real step",
    });
    expect(meaning({ "rollout.start": "real_on_policy" }).scene.start).toBe("latest");
  });

  it("has one line from each chosen start in 2.0 and 2.5", () => {
    for (const version of ["2.0", "2.5"])
      expect(meaning({ "algorithm.version": version, "rollout.start": "initial" })).toEqual({
        scene: { episodeSteps: 200, lengths: [5], start: "initial", fan: 1 },
        label: "imagined, k = 5; 100 rollouts per gradient",
      });
  });

  it("has candidates at the present state where every step is planned, and at each plan's end else", () => {
    for (const [version, start, fan] of [
      ["0.5", "present", 5],
      ["1.5", "present", 5],
      ["1.0", "successive", 3],
    ] as const)
      expect(meaning({ "algorithm.version": version })).toEqual({
        scene: { episodeSteps: 200, lengths: [5], start, fan },
        label: `imagined, k = 5; ${fan} of 200 candidate plans`,
      });
  });

  it("looks ahead from every state of a batch for MVE, whatever the start says", () => {
    const { scene, label } = meaning({
      "algorithm.improver": "mve",
      "rollout.start": "initial",
    });
    expect(scene).toMatchObject({ start: "everywhere", fan: 1 });
    expect(label).toBe("imagined, k = 5; from each state of a batch");
  });

  it("has no imagined line without a model, without a known version, and while k is half typed", () => {
    for (const changes of [
      { "algorithm.version": "model-free" },
      { "algorithm.version": "x" },
      { "rollout.length": "-" },
    ])
      expect(meaning(changes).scene.lengths).toEqual([]);
  });

  it("shows the version of a grid that imagines something", () => {
    expect(meaning({ "algorithm.version": "model-free,1.5" }).scene.start).toBe("present");
  });

  it("names schedules and adaptive lengths by their range", () => {
    const schedule = { "rollout.length": '{"from": 1, "to": 15, "between": [20000, 100000]}' };
    expect(meaning(schedule).scene.lengths).toEqual([1, 8, 15]);
    expect(meaning(schedule).label).toBe("imagined, k = 1 to 15; 3 of 400 per real step");
    const adaptive = { "rollout.length": '{"tolerance": 0.3, "largest": 10}' };
    expect(meaning(adaptive).label).toBe("imagined, k = 1 to 10; 3 of 400 per real step");
  });
});
