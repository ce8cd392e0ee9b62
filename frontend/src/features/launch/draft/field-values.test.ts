import { describe, expect, it } from "vitest";

import { parseSeeds, parseValues, showValue, spelled } from "./field-values";

describe("parseValues", () => {
  it("reads a list of numbers as a grid", () => {
    expect(parseValues("1, 5,20")).toEqual([1, 5, 20]);
  });

  it("keeps commas inside brackets together", () => {
    expect(parseValues('[64, 64], {"from": 1, "to": 15, "between": [20000, 100000]}')).toEqual([
      [64, 64],
      { from: 1, to: 15, between: [20000, 100000] },
    ]);
  });

  it("leaves names, and half-typed lists, as text", () => {
    expect(parseValues("real_uniform, initial")).toEqual(["real_uniform", "initial"]);
    expect(parseValues("[64, ")).toEqual(["[64,"]);
  });

  it("says what is not set or switched in words, and reads the file's own words too", () => {
    expect([null, true, false].map(showValue)).toEqual(["not set", "on", "off"]);
    expect(parseValues("not set, on, off, null, true, false")).toEqual([
      null,
      true,
      false,
      null,
      true,
      false,
    ]);
    expect(spelled("null,0.5")).toBe("not set,0.5");
    expect(spelled("false")).toBe("off");
    expect(spelled("3.0, 1e3")).toBe("3.0, 1e3");
  });

  it("reads back what showValue wrote", () => {
    for (const value of [5, "auto", null, true, [200, 200], { from: 1, to: 2, between: [0, 9] }]) {
      expect(parseValues(showValue(value))).toEqual([value]);
    }
  });
});

describe("parseSeeds", () => {
  it("reads ranges, lists and mixtures", () => {
    expect(parseSeeds("0-4", 500)).toEqual([0, 1, 2, 3, 4]);
    expect(parseSeeds("0 – 2, 7", 500)).toEqual([0, 1, 2, 7]);
  });

  it("refuses what is not a seed", () => {
    for (const text of ["", "a", "-1", "4-0", "1.5", "0-500"])
      expect(parseSeeds(text, 500)).toBeNull();
  });
});
