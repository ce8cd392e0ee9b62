// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { overHorizonFigureQuery, overHorizonParameters } from "./api";

const ONE = { runs: ["a", "b"], groupBy: undefined, individual: false, step: undefined };

describe("what the figure over the horizon is asked for", () => {
  it("leaves to the description what is not chosen", () => {
    expect(overHorizonParameters(ONE, "horizon-error")).toEqual({
      runs: "a,b",
      kind: "horizon-error",
      individual: false,
    });
  });

  it("says an empty choice, and the first step, which are not the same as none", () => {
    const request = { ...ONE, groupBy: [], step: 0 };
    const look = { policy: "both", scale: "linear", sum: "sum", references: [] } as const;
    expect(overHorizonParameters(request, "horizon-error", look)).toMatchObject({
      group_by: "",
      env_step: 0,
      reference: "",
      policy: "both",
      scale: "linear",
      summed: true,
    });
  });

  it("is not asked before runs and curve are known", () => {
    expect(overHorizonFigureQuery(ONE, "horizon-error").enabled).toBe(true);
    expect(overHorizonFigureQuery(ONE, undefined).enabled).toBe(false);
    expect(overHorizonFigureQuery({ ...ONE, runs: [] }, "horizon-error").enabled).toBe(false);
  });
});
