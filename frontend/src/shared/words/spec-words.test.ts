import { describe, expect, it } from "vitest";

import { specValue } from "./spec-words";

describe("a spec's value in words", () => {
  it.each([
    [5, "5"],
    ["ts1", "ts1"],
    [[200, 200], "[200,200]"],
    [null, "not set"],
    [undefined, "not set"],
    [true, "on"],
    [false, "off"],
    [{ from: 1, to: 15, between: [20_000, 100_000] }, "1 to 15 between steps 20,000 and 100,000"],
    [{ tolerance: 0.5, largest: 25, hysteresis: 0.2 }, "adaptive to 25 at 0.5, hysteresis 0.2"],
  ])("%j is %s", (value, words) => {
    expect(specValue(value)).toBe(words);
  });
});
