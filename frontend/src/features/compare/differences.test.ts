import { describe, expect, it } from "vitest";

import { environmentsOf, valuesCounted, valuesInGroup, valueText } from "./differences";

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

  it("writes values as the spec does", () => {
    expect(valueText([200, 200])).toBe("[200,200]");
    expect(valueText("real_uniform")).toBe("real_uniform");
    expect(valueText(null)).toBe("not set");
  });

  it("names each environment once", () => {
    expect(
      environmentsOf([{ environment: "B" }, { environment: "A" }, { environment: "B" }]),
    ).toEqual(["A", "B"]);
  });
});
