import { describe, expect, it } from "vitest";

import { CHOICES, reading } from "./catalog-for-tests";
import { learnersOf } from "./learners";
import { choiceOf, imaginedLabel } from "./meaning";

function meaning(changes: Record<string, string>) {
  const read = reading(changes);
  const learners = learnersOf(CHOICES, read);
  return { choice: choiceOf(learners, read, 200), label: imaginedLabel(learners, read) };
}

describe("the drawing", () => {
  it("branches off real states in version 3.0", () => {
    expect(meaning({})).toEqual({
      choice: { episodeSteps: 200, lengths: [5], start: "everywhere", fan: 3 },
      label: "imagined, k = 5; 3 of 400 per real step",
    });
    expect(meaning({ "rollout.start": "real_on_policy" }).choice.start).toBe("latest");
  });

  it("has one line from each chosen start in 2.0 and 2.5", () => {
    for (const version of ["2.0", "2.5"])
      expect(meaning({ "algorithm.version": version, "rollout.start": "initial" })).toEqual({
        choice: { episodeSteps: 200, lengths: [5], start: "initial", fan: 1 },
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
        choice: { episodeSteps: 200, lengths: [5], start, fan },
        label: `imagined, k = 5; ${fan} of 200 candidate plans`,
      });
  });

  it("looks ahead from every state of a batch for MVE, whatever the start says", () => {
    const { choice, label } = meaning({
      "algorithm.improver": "mve",
      "rollout.start": "initial",
    });
    expect(choice).toMatchObject({ start: "everywhere", fan: 1 });
    expect(label).toBe("imagined, k = 5; from each state of a batch");
  });

  it("has no imagined line without a model, without a known version, and while k is half typed", () => {
    for (const changes of [
      { "algorithm.version": "model-free" },
      { "algorithm.version": "x" },
      { "rollout.length": "-" },
    ])
      expect(meaning(changes).choice.lengths).toEqual([]);
  });

  it("shows the version of a grid that imagines something", () => {
    expect(meaning({ "algorithm.version": "model-free,1.5" }).choice.start).toBe("present");
  });

  it("names schedules and adaptive lengths by their range", () => {
    const schedule = { "rollout.length": '{"from": 1, "to": 15, "between": [20000, 100000]}' };
    expect(meaning(schedule).choice.lengths).toEqual([1, 8, 15]);
    expect(meaning(schedule).label).toBe("imagined, k = 1 to 15; 3 of 400 per real step");
    const adaptive = { "rollout.length": '{"tolerance": 0.3, "largest": 10}' };
    expect(meaning(adaptive).label).toBe("imagined, k = 1 to 10; 3 of 400 per real step");
  });
});
