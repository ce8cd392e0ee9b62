import { describe, expect, it } from "vitest";

import { type CurveView, readCurveView, writeCurveView } from "./curve-view";

const DEFAULT = readCurveView({});

describe("what an address says of a horizon curve", () => {
  it("leaves to the server what it does not say, and then writes nothing", () => {
    expect(DEFAULT).toEqual({
      h: undefined,
      step: undefined,
      policy: undefined,
      scale: undefined,
      sum: "step",
      references: undefined,
      diagnostic: undefined,
      series: undefined,
      axis: undefined,
      smoothing: undefined,
      returnsScale: undefined,
      diagnosticScale: undefined,
      seriesScale: undefined,
    });
    expect(writeCurveView(DEFAULT)).toEqual({});
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
    { smoothing: 2500 },
    { axis: "cpu" },
    { returnsScale: "log" },
    { diagnosticScale: "linear" },
    { seriesScale: "log" },
  ])("comes back as it was written: %o", (change) => {
    const view = { ...DEFAULT, ...change };
    const written = writeCurveView(view);
    expect(Object.keys(written)).toHaveLength(1);
    expect(readCurveView({ ...written })).toEqual(view);
  });

  it("keeps to the horizons that the server answers for", () => {
    expect(readCurveView({ h: 1000 }).h).toBe(1000);
    expect(readCurveView({ h: 1001 }).h).toBe(1000);
    expect(readCurveView({ h: 0 }).h).toBeUndefined();
  });

  it("takes nothing for a name that no diagnostic has", () => {
    for (const name of ["<b>", "a b", "", "x".repeat(81)]) {
      expect(readCurveView({ diagnostic: name }).diagnostic).toBeUndefined();
    }
    expect(readCurveView({ series: "x".repeat(80) }).series).toHaveLength(80);
  });

  it("draws no reference that there is not", () => {
    expect(readCurveView({ ref: "cubic,linear" }).references).toEqual(["linear"]);
  });
});
