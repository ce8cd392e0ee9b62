import { describe, expect, it } from "vitest";

import { playOn, stopAt, stopIndex, wantedAt } from "./training-steps";

const steps = [250, 500, 750];

describe("stops of the training-time slider", () => {
  it("follows the latest unless a step is wanted", () => {
    expect(stopAt(steps, undefined)).toBe(750);
    expect(stopAt([...steps, 1000], undefined)).toBe(1000);
    expect(stopAt([], undefined)).toBeUndefined();
  });

  it("takes the nearest stop before a wanted step, or the first", () => {
    expect(stopAt(steps, 600)).toBe(500);
    expect(stopAt(steps, 500)).toBe(500);
    expect(stopAt(steps, 3)).toBe(250);
    expect(stopAt(steps, 99999)).toBe(750);
    expect(stopIndex(steps, 600)).toBe(1);
    expect(stopIndex([], 600)).toBe(-1);
  });

  it("stores the last stop as following, so new evaluations move it", () => {
    expect(wantedAt(steps, 2)).toBeUndefined();
    expect(wantedAt(steps, 1)).toBe(500);
    expect(wantedAt(steps, -5)).toBe(250);
  });

  it("plays to the end and stops there", () => {
    expect(playOn(steps, 250)).toEqual({ wanted: 500, done: false });
    expect(playOn(steps, 500)).toEqual({ wanted: undefined, done: true });
  });
});
