import { describe, expect, it } from "vitest";

import {
  type ErrorAtHorizon,
  growthWords,
  horizonErrorReading as reading,
} from "./horizon-error-sentences";

/** With plain spaces, as a reader sees it. */
function horizonErrorReading(...given: Parameters<typeof reading>): string {
  return reading(...given).replaceAll("\u00a0", " ");
}

function one(mean: number | null): { mean: number | null; half_width: null; n: number } {
  return { mean, half_width: null, n: 1 };
}

function group(label: string, error: number | null): ErrorAtHorizon {
  return { label, error: one(error), price_of_change: one(1.31), error_exponent: one(1.4) };
}

describe("the sentence under the per-horizon error", () => {
  it("says what one run does at the cursor", () => {
    expect(horizonErrorReading([group("k = 5", 0.41)], "current", 17)).toBe(
      "Error of the model after h imagined steps along real episodes of the current policy. " +
        "At h = 17 it is 0.41 standard deviations of the data; the changed policy costs a factor of 1.31. " +
        "It grows faster than the steps, slower than their square.",
    );
  });

  it("sets the best group beside the worst", () => {
    const groups = [group("k = 1", 0.71), group("k = 5", 0.41), group("k = 20", 0.21)];
    expect(horizonErrorReading(groups, "data", 17)).toContain(
      "At h = 17 it is 0.21 standard deviations of the data with k = 20 and 0.71 with k = 1, 3.38 times as much.",
    );
  });

  it("makes no difference of rounding", () => {
    const groups = [group("A", 0.2), group("B", 0.201)];
    expect(horizonErrorReading(groups, "current", 10)).toContain("about 0.2 standard deviations");
  });

  it("claims nothing without numbers", () => {
    const what =
      "Error of the model after h imagined steps along real episodes of the current policy.";
    expect(horizonErrorReading([], "current", 17)).toBe(what);
    expect(horizonErrorReading([group("a", null)], "current", 17)).toBe(what);
    expect(horizonErrorReading([group("a", null), group("b", 1)], "current", 17)).toBe(what);
  });

  it("names the law of growth", () => {
    expect(growthWords(0.1)).toContain("saturated");
    expect(growthWords(1)).toContain("add up");
    expect(growthWords(2)).toContain("square");
    expect(growthWords(3)).toContain("faster than the square");
  });
});
