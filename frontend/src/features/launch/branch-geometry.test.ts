import { describe, expect, it } from "vitest";

import { branching, HEIGHT, pathThrough, WIDTH } from "./branch-geometry";

const CHOICE = { episodeSteps: 200, lengths: [20], start: "everywhere" as const };

describe("branching", () => {
  it("draws a rollout of k steps as long as k steps of the axis", () => {
    const { rollouts, enlarged } = branching(CHOICE);
    const [first] = rollouts;
    expect((first?.at(-1)?.x ?? 0) - (first?.at(0)?.x ?? 0)).toBeCloseTo((20 / 200) * WIDTH);
    expect(enlarged).toBe(false);
  });

  it("says when a rollout is drawn longer than scale", () => {
    expect(branching({ ...CHOICE, lengths: [1] }).enlarged).toBe(true);
  });

  it("starts every rollout at a branch point on the real trajectory", () => {
    const { branchPoints, rollouts } = branching(CHOICE);
    for (const rollout of rollouts) expect(branchPoints).toContainEqual(rollout[0]);
  });

  it("branches from the beginning alone when rollouts start at initial states", () => {
    const { branchPoints } = branching({ ...CHOICE, start: "initial" });
    expect(branchPoints.map(({ x }) => x)).toEqual([0]);
  });

  it("branches late when rollouts start at the latest states", () => {
    const { branchPoints } = branching({ ...CHOICE, start: "latest" });
    expect(Math.min(...branchPoints.map(({ x }) => x))).toBeGreaterThan(0.7 * WIDTH);
  });

  it("imagines nothing without a model", () => {
    expect(branching({ ...CHOICE, lengths: [] }).rollouts).toEqual([]);
  });

  it("stays inside its frame for any length", () => {
    for (const { x, y } of branching({ ...CHOICE, lengths: [1, 1000] }).rollouts.flat()) {
      expect(x).toBeLessThanOrEqual(WIDTH + 1e-9);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(HEIGHT);
    }
  });
});

describe("pathThrough", () => {
  it("moves once and then draws", () => {
    expect(
      pathThrough([
        { x: 0, y: 1 },
        { x: 2, y: 3 },
      ]),
    ).toBe("M0.0 1.0L2.0 3.0");
  });
});
