import { describe, expect, it } from "vitest";

import type { Schema } from "@/client/client";

import {
  chosenPlace,
  dimensionChoices,
  EPISODE_STEP,
  figureLabel,
  trajectoriesReading,
} from "./trajectories-sentences";

const angle = { index: 1, name: "pole angle", unit: "rad" };
const speed = { index: 3, name: "pole angular velocity", unit: "rad/s" };
const told: Schema<"TrajectoriesFigure"> = {
  figure: { data: [], layout: {} },
  empty: false,
  reason: null,
  note: null,
  env_step: 1000,
  env_steps: [500, 1000],
  rollout_length: 5,
  steps: 200,
  dimension: angle,
  against: null,
  dimensions: [angle, speed],
  branch_gap: 0.0123,
  whole_gap: 1.5,
  whole_steps: 180,
};

/** With plain spaces, as a reader sees it. */
function reading(change: Partial<typeof told>): string {
  return trajectoriesReading({ ...told, ...change }).replaceAll("\u00a0", " ");
}

describe("the sentences under the trajectories", () => {
  it("say how to read them and how far they part", () => {
    expect(reading({})).toContain("Ink is the world under the current policy");
    expect(reading({})).toContain(
      "Off the dots, rollouts of k = 5 end 0.012 rad from the real pole angle on average; " +
        "the thin one from the first state on ends 1.5 rad away after 180 steps.",
    );
  });

  it("leave out a unit that says nothing", () => {
    const named = { index: 7, name: "observation 7", unit: "unit of the task" };
    expect(reading({ dimension: named })).toContain("end 0.012 from the real observation 7");
  });

  it("claim nothing of rollouts that took no step", () => {
    expect(reading({ branch_gap: null, whole_gap: null })).toMatch(/model's error alone\.$/);
    expect(reading({ whole_gap: null })).toMatch(/on average\.$/);
  });
});

describe("the choice of axes", () => {
  it("offers what was recorded, by name", () => {
    expect(dimensionChoices(told)).toEqual([
      { value: "1", label: "pole angle" },
      { value: "3", label: "pole angular velocity" },
    ]);
  });

  it("is a place, or none for the step of the episode", () => {
    expect(chosenPlace("3")).toBe(3);
    expect(chosenPlace(EPISODE_STEP)).toBeUndefined();
    expect(chosenPlace(null)).toBeUndefined();
  });
});

describe("the words around the figure", () => {
  it("name what is drawn", () => {
    expect(figureLabel(told)).toContain("pole angle over the step of the episode");
    expect(figureLabel({ ...told, against: speed })).toContain("over pole angular velocity");
    expect(figureLabel(undefined)).toBe("Real and imagined trajectories.");
  });
});
