import { describe, expect, it } from "vitest";

import { chosenPlace, dimensionChoices, EPISODE_STEP, figureLabel } from "./axes";

const angle = { index: 1, name: "pole angle", unit: "rad" };
const speed = { index: 3, name: "pole angular velocity", unit: "rad/s" };
const told = { dimension: angle, against: null, dimensions: [angle, speed] };

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
