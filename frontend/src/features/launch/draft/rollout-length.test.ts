import { describe, expect, it } from "vitest";

import { drawnLengths, rolloutLength } from "./rollout-length";

describe("rolloutLength", () => {
  it("reads constants, and nothing from what is half typed", () => {
    expect(rolloutLength("1,5,20")).toEqual({ kind: "constant", lengths: [1, 5, 20] });
    expect(rolloutLength("-")).toEqual({ kind: "constant", lengths: [] });
  });

  it("reads a schedule", () => {
    const read = rolloutLength('{"from": 1, "to": 15, "between": [0, 100]}');
    expect(read).toEqual({ kind: "schedule", from: 1, to: 15, between: [0, 100] });
    expect(drawnLengths(read)).toEqual([1, 8, 15]);
  });

  it("reads an adaptive length and fills in what was left to the default", () => {
    const read = rolloutLength('{"tolerance": 0.3}');
    expect(read).toEqual({ kind: "adaptive", tolerance: 0.3, largest: 25, hysteresis: 0.2 });
    expect(drawnLengths(read)).toEqual([1, 13, 25]);
  });

  it("draws one length where the ends are the same", () => {
    expect(drawnLengths(rolloutLength('{"from": 3, "to": 3, "between": [0, 9]}'))).toEqual([3]);
  });
});
