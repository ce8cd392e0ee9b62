import { describe, expect, it } from "vitest";

import { nameOf, nearestHorizon } from "./addresses";

const NAMING = { defaults: { comparison: { horizon: "10" } }, runs: "a,b" };
const name = (path: string) => nameOf(new URL(`http://x/api/v1/${path}`), NAMING);

describe("the name of what is asked for", () => {
  it("leaves out what is usual, and does not depend on the order", () => {
    expect(name("comparison?runs=a%2Cb&horizon=10&env_step=3")).toBe(
      "comparison?env_step=3&runs=*",
    );
    expect(name("comparison?env_step=3&runs=a%2Cb")).toBe("comparison?env_step=3&runs=*");
    expect(name("catalog")).toBe("catalog");
  });

  it("is of the whole figure where a part is zoomed to", () => {
    expect(name("figures/returns?runs=a&from_step=3&to_step=9")).toBe("figures/returns?runs=a");
  });

  it("takes the nearest horizon of the same question alone", () => {
    const known = [
      "comparison?horizon=20&runs=*",
      "comparison?horizon=5&runs=*",
      "comparison?runs=*",
    ];
    expect(nearestHorizon("comparison?horizon=14&runs=*", known)).toBe(known[0]);
    expect(nearestHorizon("comparison?horizon=7&runs=*", known)).toBe(known[1]);
    expect(nearestHorizon("comparison?env_step=1&horizon=7&runs=*", known)).toBeUndefined();
    expect(nearestHorizon("comparison?horizon=7&runs=*", ["comparison?runs=*"])).toBe(
      "comparison?runs=*",
    );
    expect(nearestHorizon("trust?runs=*", known)).toBeUndefined();
  });
});
