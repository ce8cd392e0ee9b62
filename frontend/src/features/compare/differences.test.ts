import { describe, expect, it } from "vitest";

import { differing, valuesCounted, valuesInGroup, valueText } from "./differences";

const group = { run_ids: ["a", "b"] } as Parameters<typeof valuesInGroup>[1];
const other = { run_ids: ["c"] } as Parameters<typeof valuesInGroup>[1];
const difference = { path: "seed", label: "Seed", values: { a: 0, b: 1, c: 0 } };

describe("what differs between specs", () => {
  it("lists each value of a group once", () => {
    expect(valuesInGroup(difference, group)).toBe("0, 1");
    expect(valuesInGroup({ ...difference, values: {} }, group)).toBe("not used");
  });

  it("counts runs per value when groups are too many for columns", () => {
    expect(valuesCounted(difference, [group, other])).toBe("0 (2 runs), 1 (1 run)");
  });

  it("puts numbers in their order, then words, then runs that do not use the field", () => {
    const lengths = { a: 50, b: 3, c: { from: 1, to: 9, between: [0, 5] }, e: 9, f: 3 };
    const everybody = { run_ids: ["d", "a", "c", "b", "e", "f"] } as typeof group;
    expect(valuesCounted({ ...difference, values: lengths }, [everybody])).toBe(
      "3 (2 runs), 9 (1 run), 50 (1 run), 1 to 9 between steps 0 and 5 (1 run), not used (1 run)",
    );
  });

  it("says of very many values how many there are, and their ends where all are numbers", () => {
    const runIds = Array.from({ length: 40 }, (_, n) => `r${String(n)}`);
    const many = { run_ids: runIds } as typeof group;
    const rates = Object.fromEntries(runIds.map((id, n) => [id, n / 10]));
    expect(valuesInGroup({ ...difference, values: rates }, many)).toBe("40 values, 0 to 3.9");
    const mixed = { ...rates, r3: "auto" };
    expect(valuesCounted({ ...difference, values: mixed }, [many])).toBe("40 values");
  });

  it("leaves out a field in which only hidden groups differ", () => {
    expect(differing([difference], [group, other])).toEqual([difference]);
    expect(differing([difference], [other])).toEqual([]);
  });

  it("writes values as the spec does", () => {
    expect(valueText([200, 200])).toBe("[200,200]");
    expect(valueText("real_uniform")).toBe("real_uniform");
    expect(valueText(null)).toBe("not set");
  });
});
