import { describe, expect, it } from "vitest";

import { rolloutLength } from "./rollout-length";

describe("rolloutLength", () => {
  it("reads constants, and nothing from what is half typed", () => {
    expect(rolloutLength("1,5,20")).toEqual({ kind: "constant", lengths: [1, 5, 20] });
    expect(rolloutLength("-")).toEqual({ kind: "constant", lengths: [] });
  });

  it("reads a schedule", () => {
    const read = rolloutLength('{"from": 1, "to": 15, "between": [0, 100]}');
    expect(read).toEqual({ kind: "schedule", from: 1, to: 15, between: [0, 100] });
  });

  it("reads an adaptive length and leaves what was left to the default", () => {
    const read = rolloutLength('{"tolerance": 0.3}');
    expect(read).toEqual({ kind: "adaptive", tolerance: 0.3, largest: null, hysteresis: null });
  });
});
