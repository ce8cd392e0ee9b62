import { describe, expect, it } from "vitest";

import { type CurveView, readCurveView, writeCurveView } from "./curve-view";

const DEFAULT = readCurveView({}, "current");

describe("what an address says of a horizon curve", () => {
  it("is at its defaults where it says nothing, and then writes nothing", () => {
    expect(DEFAULT).toEqual({
      h: 10,
      step: undefined,
      policy: "current",
      scale: "log",
      sum: "step",
      references: ["linear", "triangular"],
      diagnostic: undefined,
      series: undefined,
    });
    expect(writeCurveView(DEFAULT, "current")).toEqual({});
  });

  it.each<Partial<CurveView>>([
    { h: 1 },
    { step: 0 },
    { policy: "both" },
    { scale: "linear" },
    { references: [] },
    { sum: "sum" },
    { references: ["triangular"] },
    { diagnostic: "jacobian-stretch" },
    { series: "cost/cpu" },
  ])("comes back as it was written: %o", (change) => {
    const view = { ...DEFAULT, ...change };
    const written = writeCurveView(view, "current");
    expect(Object.keys(written)).toHaveLength(1);
    expect(readCurveView({ ...written }, "current")).toEqual(view);
  });

  it("leaves out the policy of the page that it is on, and no other", () => {
    const both = readCurveView({}, "both");
    expect(both.policy).toBe("both");
    expect(writeCurveView(both, "both")).toEqual({});
    expect(writeCurveView({ ...both, policy: "current" }, "both")).toEqual({ policy: "current" });
  });

  it("keeps to the horizons that the server answers for", () => {
    expect(readCurveView({ h: 1000 }, "current").h).toBe(1000);
    expect(readCurveView({ h: 1001 }, "current").h).toBe(1000);
    expect(readCurveView({ h: 0 }, "current").h).toBe(10);
  });

  it("takes nothing for a name that no diagnostic has", () => {
    for (const name of ["<b>", "a b", "", "x".repeat(81)]) {
      expect(readCurveView({ diagnostic: name }, "current").diagnostic).toBeUndefined();
    }
    expect(readCurveView({ series: "x".repeat(80) }, "current").series).toHaveLength(80);
  });

  it("draws no reference that there is not", () => {
    expect(readCurveView({ ref: "cubic,linear" }, "current").references).toEqual(["linear"]);
  });
});
