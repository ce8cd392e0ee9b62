import { describe, expect, it } from "vitest";

import { readComparison, writeComparison } from "./address";

describe("the comparison's address", () => {
  it("survives being written and read", () => {
    const view = {
      ...readComparison({}),
      runs: ["a1", "b2"],
      experiment: "x",
      groupBy: ["rollout.length", "tag:my tag"],
      hide: ["0123456789", "abcdefabcd"],
      h: 17,
      step: 3900,
      policy: "both" as const,
      scale: "linear" as const,
      sum: "sum" as const,
      references: ["triangular"] as const,
      seeds: true,
      middle: "median" as const,
      threshold: -110,
      title: "Does it pay?",
      diagnostic: "coverage-50",
      series: "mismatch/auc_data",
      sort: "-advised_length",
      map: 2,
      parallel: {
        fields: ["rollout.length", "error(10)"],
        colour: "error(10)",
        ranges: ["error(10):0.1:2.5e-1"],
      },
      cells: { x: "rollout.length", y: "seed", value: "error(10)", statistic: "median" as const },
    };
    expect(readComparison({ ...writeComparison(view) })).toEqual(view);
  });

  it("leaves out what is at its default", () => {
    expect(writeComparison(readComparison({}))).toEqual({});
    expect(writeComparison(readComparison({ runs: "a", h: 0, scale: "?" }))).toEqual({
      runs: "a",
    });
  });

  it("keeps the difference between no grouping and the server's choice", () => {
    expect(readComparison({}).groupBy).toBeUndefined();
    expect(readComparison({ group: "none" }).groupBy).toEqual([]);
    expect(writeComparison(readComparison({ group: "none" }))).toEqual({ group: "none" });
  });

  it("keeps the difference between no reference and the default ones", () => {
    expect(readComparison({}).references).toBeUndefined();
    expect(readComparison({ ref: "none" }).references).toEqual([]);
    expect(writeComparison(readComparison({ ref: "none" }))).toEqual({ ref: "none" });
  });

  it.each([
    {
      h: -1,
      step: "abc",
      policy: 7,
      scale: null,
      ref: { a: 1 },
      seeds: "perhaps",
      group: "__proto__,../x,tag:,tag:\u0000",
      hide: "<b>,0123,ABCDEFABCD",
      diagnostic: ["a b"],
      series: "<script>",
      sort: "--cpu",
    },
    {
      runs: { length: 9 },
      experiment: ["x"],
      title: {},
      h: "1e99",
      step: [],
      group: 5,
      series: {},
      sort: 7,
    },
    { runs: Array.from({ length: 9000 }, (_, index) => index), title: "x".repeat(9000) },
  ])("reads a malformed address without failing: %#", (search) => {
    const view = readComparison(search);
    expect(view.h).toBeUndefined();
    expect(view.step).toBeUndefined();
    expect(view.policy).toBeUndefined();
    expect([view.diagnostic, view.series, view.sort]).toEqual([undefined, undefined, undefined]);
    expect(view.title?.length ?? 0).toBeLessThanOrEqual(200);
  });

  it("sorts by no column that there is no more, as an old address may ask", () => {
    expect(readComparison({ sort: "price" }).sort).toBe("price");
    expect(readComparison({ sort: "../x" }).sort).toBeUndefined();
  });

  it("drops no run, however many: the server says when they are too many", () => {
    const runs = Array.from({ length: 612 }, (_, index) => `r${String(index)}`);
    expect(readComparison({ runs: runs.join(",") }).runs).toEqual(runs);
  });
});
