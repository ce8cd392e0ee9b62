import { describe, expect, it } from "vitest";

import { branching, HEIGHT, pathThrough, WIDTH } from "./branch-geometry";

const CHOICE = { episodeSteps: 200, lengths: [20], start: "everywhere" as const, fan: 3 };

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

  it("draws one line for each length where one rollout leaves each state", () => {
    const lone = { ...CHOICE, lengths: [50, 200], start: "initial" as const, fan: 1 };
    const { rollouts, branchPoints } = branching(lone);
    expect(branchPoints).toHaveLength(1);
    expect(rollouts.map((rollout) => rollout.at(-1)?.x)).toEqual([WIDTH / 4, WIDTH]);
  });

  it("plans from the present state, and knows nothing real beyond the next one", () => {
    const { real, branchPoints, rollouts, reached } = branching({
      ...CHOICE,
      lengths: [100],
      start: "present",
      fan: 5,
    });
    const [present] = branchPoints;
    expect(branchPoints).toHaveLength(1);
    expect(rollouts).toHaveLength(5);
    expect(reached).toEqual(real.at(-1));
    expect(reached?.x).toBeGreaterThan(present?.x ?? WIDTH);
    expect(reached?.x).toBeLessThan(rollouts[0]?.at(-1)?.x ?? 0);
  });

  it("keeps the proportions of several plan horizons", () => {
    const horizons = { ...CHOICE, lengths: [5, 20], start: "present" as const, fan: 1 };
    const { rollouts, enlarged } = branching(horizons);
    const [short, long] = rollouts.map((line) => (line.at(-1)?.x ?? 0) - (line[0]?.x ?? 0));
    expect((long ?? 0) / (short ?? 1)).toBeCloseTo(4);
    expect(enlarged).toBe(true);
  });

  it("begins the next plan where the last one has been executed to its end", () => {
    const { branchPoints, real, reached } = branching({
      ...CHOICE,
      lengths: [20, 60],
      start: "successive",
    });
    expect(branchPoints.map(({ x }) => Math.round((x / WIDTH) * 200))).toEqual([
      0, 20, 80, 100, 160, 180,
    ]);
    expect(real.at(-1)?.x).toBe(WIDTH);
    expect(reached).toBeNull();
  });

  it("imagines nothing without a model", () => {
    expect(branching({ ...CHOICE, lengths: [] }).rollouts).toEqual([]);
  });

  it("stays inside its frame for any length", () => {
    for (const start of ["initial", "everywhere", "latest", "present", "successive"] as const)
      for (const lengths of [[1], [1, 1000]]) {
        const { rollouts, real } = branching({ ...CHOICE, lengths, start, fan: 5 });
        for (const { x, y } of [...rollouts.flat(), ...real]) {
          expect(x).toBeLessThanOrEqual(WIDTH + 1e-9);
          expect(y).toBeGreaterThan(0);
          expect(y).toBeLessThan(HEIGHT);
        }
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
