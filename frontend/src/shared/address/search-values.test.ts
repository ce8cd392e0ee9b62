import { describe, expect, it } from "vitest";

import { choiceOf, countOf, listOf, numberOf, switchOf, textOf } from "./search-values";

describe("readers of an address", () => {
  it("reads text, and numbers that the router parsed", () => {
    expect(textOf(" a ")).toBe("a");
    expect(textOf(17)).toBe("17");
    expect(textOf("  ")).toBeUndefined();
    expect(textOf({ a: 1 })).toBeUndefined();
    expect(textOf(Number.NaN)).toBeUndefined();
  });

  it("reads lists with commas or brackets, once each", () => {
    expect(listOf("a,b,,a")).toEqual(["a", "b"]);
    expect(listOf(["a", null, "b", 3])).toEqual(["a", "b", "3"]);
    expect(listOf(["a,b", "c"])).toEqual(["a", "b", "c"]);
    expect(listOf(undefined)).toEqual([]);
    expect(listOf({ length: 2 })).toEqual([]);
  });

  it("reads whole numbers only", () => {
    expect(countOf("17")).toBe(17);
    expect(countOf(0)).toBe(0);
    expect(countOf(0, 1)).toBeUndefined();
    expect(countOf(-3)).toBeUndefined();
    expect(countOf(1.5)).toBeUndefined();
    expect(countOf("1e3")).toBeUndefined();
    expect(countOf("9".repeat(40))).toBeUndefined();
  });

  it("takes the last of what is said several times but means one thing, as the server does", () => {
    expect(textOf(["a", "b"])).toBe("b");
    expect(countOf(["1", "17"])).toBe(17);
    expect(choiceOf(["log", "linear"], ["linear", "log"])).toBe("log");
    expect(switchOf(["0", "1"])).toBe(true);
    expect(textOf([])).toBeUndefined();
  });

  it("reads numbers of either sign", () => {
    expect(numberOf("-110.5")).toBe(-110.5);
    expect(numberOf(475)).toBe(475);
    expect(numberOf("much")).toBeUndefined();
    expect(numberOf("Infinity")).toBeUndefined();
    expect(numberOf(undefined)).toBeUndefined();
  });

  it("reads choices and switches", () => {
    expect(choiceOf(["log", "linear"], "log")).toBe("log");
    expect(choiceOf(["log", "linear"], "LOG")).toBeUndefined();
    expect(switchOf("1")).toBe(true);
    expect(switchOf("0")).toBe(false);
    expect(switchOf(false)).toBe(false);
    expect(switchOf("perhaps")).toBeUndefined();
  });
});
