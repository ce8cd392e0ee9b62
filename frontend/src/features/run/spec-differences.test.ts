import { describe, expect, it } from "vitest";

import { nearestPreset, specDifferences } from "./spec-differences";

const spec = {
  environment: { id: "Pendulum-v1", max_episode_steps: null },
  rollout: { length: { from: 1, to: 15, between: [20, 100] } },
  model: { hidden: [200, 200] },
  seed: 3,
};

describe("differences between specs", () => {
  it("names the fields that differ, with both values", () => {
    const other = { ...spec, rollout: { length: 5 }, model: { hidden: [32] }, seed: 0 };
    expect(specDifferences(spec, other)).toEqual([
      { path: "rollout.length", here: "1 to 15 between steps 20 and 100", there: "5" },
      { path: "model.hidden", here: "[200,200]", there: "[32]" },
    ]);
  });

  it("takes an adaptive length for one value", () => {
    const adaptive = { tolerance: 0.5, largest: 25, hysteresis: 0.2 };
    expect(specDifferences({ rollout: { length: adaptive } }, { rollout: { length: 5 } })).toEqual([
      {
        path: "rollout.length",
        here: "adaptive to 25 at 0.5, hysteresis 0.2",
        there: "5",
      },
    ]);
  });

  it("finds none between equal specs, whatever the seed", () => {
    expect(specDifferences(spec, { ...spec, seed: 0 })).toEqual([]);
  });

  it("says when a field is not there", () => {
    expect(specDifferences(spec, { ...spec, model: {} })).toEqual([
      { path: "model.hidden", here: "[200,200]", there: "not set" },
    ]);
  });

  it("chooses the preset that differs least", () => {
    const words = { title: "", source: "", changes: {}, own: false };
    const far = { ...words, name: "far", spec: { environment: { id: "Hopper-v5" } } };
    const near = { ...words, name: "near", spec: { ...spec, model: { hidden: [1] } } };
    expect(nearestPreset(spec, [far, near])?.name).toBe("near");
    expect(nearestPreset(spec, [])).toBeUndefined();
  });
});
