import { describe, expect, it } from "vitest";

import { type GroupReturns, returnsReading, wholeGapWords } from "./returns-sentences";

function group(label: string, gap: number | null, halfWidth: number | null): GroupReturns {
  const estimate = (mean: number | null) => ({ mean, half_width: halfWidth, n: 5 });
  return {
    label,
    real_return: estimate(-402),
    model_return: estimate(gap === null ? null : -402 + gap),
    gap: estimate(gap),
  };
}

describe("the sentences under the returns", () => {
  it("sets promise and pay of one run side by side", () => {
    expect(returnsReading([group("a", 306, 97)])).toContain(
      "The model promises −96, the world pays −402: 306 too much, beyond the interval over seeds.",
    );
    expect(returnsReading([group("a", 306, null)])).toContain("the world pays −402.");
  });

  it("speaks of no model where no run has one", () => {
    const words = "Mean return of evaluation episodes in the real environment.";
    expect(returnsReading([group("a", null, null)])).toBe(words);
    expect(returnsReading([group("a", null, 9), group("b", null, 9)])).toBe(words);
    expect(returnsReading([group("a", null, 9), group("b", 9, 9)])).not.toBe(words);
    const unevaluated = {
      ...group("a", null, null),
      real_return: { mean: null, half_width: null, n: 0 },
    };
    expect(returnsReading([unevaluated])).not.toBe(words);
  });

  it("names the groups whose gap is beyond chance, and only those", () => {
    const groups = [group("k = 1", 9, 20), group("k = 20", 306, 97)];
    expect(returnsReading(groups)).toContain("It does with k\u00a0=\u00a020 (306 too much).");
    expect(returnsReading([group("a", 9, 20), group("b", 5, 20)])).toContain("No group does so");
    expect(returnsReading([group("a", 9, null), group("b", 5, null)])).toContain("cannot tell");
  });

  it("counts the groups when there are many", () => {
    const groups = Array.from({ length: 50 }, (_, index) => group(String(index), 306, 97));
    expect(returnsReading(groups)).toContain("It does in 50 of 50 groups.");
  });

  it("gives the whole gap of one run only", () => {
    expect(wholeGapWords([group("a", 306, null)])).toBe("Over the whole evaluation it is 306.");
    expect(wholeGapWords([group("a", 1, 1), group("b", 2, 1)])).toBe("");
    expect(wholeGapWords([])).toBe("");
  });
});
