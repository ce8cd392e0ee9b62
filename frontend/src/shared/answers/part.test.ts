import { describe, expect, it } from "vitest";

import { partOf, valuesOf } from "./part";

function packed(values: Float32Array): { dtype: string; bdata: string } {
  const bytes = new Uint8Array(values.buffer);
  return { dtype: "f4", bdata: btoa(String.fromCharCode(...bytes)) };
}

const STEPS = Float32Array.from({ length: 4000 }, (_, place) => place);
const TRACE = {
  x: packed(STEPS),
  y: packed(STEPS.map((step) => 2 * step)),
  customdata: Array.from(STEPS, String),
  name: "real",
};

describe("the part that is zoomed to", () => {
  it("has every point of it, the words of each, and few of the rest", () => {
    const [cut] = partOf({ data: [TRACE], layout: {} }, [1000, 1100]).data;
    const x = cut?.["x"] as number[];
    const y = cut?.["y"] as number[];
    const words = cut?.["customdata"] as string[];
    const inside = x.filter((step) => step >= 1000 && step <= 1100);
    expect(inside).toEqual(Array.from({ length: 101 }, (_, place) => 1000 + place));
    expect(x.length).toBeLessThan(400);
    expect([x[0], x.at(-1)]).toEqual([0, 3999]);
    expect(y).toEqual(x.map((step) => 2 * step));
    expect(words).toEqual(x.map(String));
  });

  it("keeps gaps between the lines of one trace", () => {
    const gap = STEPS.map((step) => (step === 2000 ? NaN : step));
    const [cut] = partOf({ data: [{ ...TRACE, x: packed(gap) }], layout: {} }, [10, 20]).data;
    expect((cut?.["x"] as number[]).some(Number.isNaN)).toBe(true);
  });

  it("leaves short lines and what is no list of numbers as they are", () => {
    const short = { x: [1, 2], y: [3, 4] };
    expect(partOf({ data: [short, {}], layout: {} }, [0, 1]).data).toEqual([short, {}]);
    expect(valuesOf("text")).toBeNull();
  });
});
