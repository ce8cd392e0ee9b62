import { describe, expect, test } from "vitest";

import { row } from "./row-for-tests";
import { cellWords, overreaches, saysAnything, trustReading, warning } from "./trust-table-words";

/** With plain spaces, as a reader sees it. */
function reading(...given: Parameters<typeof trustReading>): string {
  return trustReading(...given).replaceAll("\u00a0", " ");
}

const five = (mean: number | null, halfWidth: number | null = null) => ({
  mean,
  half_width: halfWidth,
  n: mean === null ? 0 : 5,
});

describe("a cell", () => {
  test("says a verdict, and how many agree where not all do", () => {
    const split = { counts: { quadratic: 3, linear: 2 }, n: 5 };
    expect(cellWords(row({}), "law", 50)).toBe("linear");
    expect(cellWords(row({ law: split }), "law", 50)).toBe("quadratic, 3 of 5");
    expect(cellWords(row({ law: { counts: {}, n: 0 } }), "law", 50)).toBe("–");
  });

  test("says in how many runs the alarm is raised", () => {
    const alarm = (raised: number, quiet: number) =>
      row({ alarm: { counts: { raised, quiet }, n: raised + quiet } });
    expect(cellWords(alarm(2, 3), "alarm", 50)).toBe("2 of 5");
    expect(cellWords(alarm(0, 5), "alarm", 50)).toBe("0 of 5");
    expect(cellWords(alarm(1, 0), "alarm", 50)).toBe("raised");
    expect(cellWords(row({ alarm: { counts: {}, n: 0 } }), "alarm", 50)).toBe("–");
  });

  test("gives a mean with its interval, and alone where all runs agree", () => {
    expect(cellWords(row({ price: five(1.31, 0.08) }), "price", 50)).toBe("1.310 ± 0.080");
    expect(cellWords(row({ in_force: five(5, 0) }), "in_force", 50)).toBe("5");
    expect(cellWords(row({ price: five(null) }), "price", 50)).toBe("–");
  });

  test("says that an advice ends where the measured horizon does", () => {
    expect(cellWords(row({ by_tolerance: five(50, 0) }), "by_tolerance", 50)).toBe("≥ 50");
    expect(cellWords(row({ by_bound: five(50, 0) }), "by_bound", 50)).toBe("≥ 50");
    expect(cellWords(row({ in_force: five(50, 0) }), "in_force", 50)).toBe("50");
  });

  test("is marked where rollouts are longer than the error allows, and where the alarm is raised", () => {
    const far = row({ in_force: five(20, 0), by_tolerance: five(7, 1) });
    expect(overreaches(far)).toBe(true);
    expect(warning(far, "in_force")).toContain("longer than");
    expect(
      warning(row({ in_force: five(20, 0), by_tolerance: five(null) }), "in_force"),
    ).toBeNull();
    const raised = row({ alarm: { counts: { raised: 1, quiet: 4 }, n: 5 } });
    expect(warning(raised, "alarm")).toContain("exploiting");
    expect(warning(row({}), "alarm")).toBeNull();
  });
});

describe("the sentence above the table", () => {
  test("names the model that carries furthest, what overreaches, the alarm and the dearest", () => {
    const short = row({ label: "k = 1", by_tolerance: five(12), cpu: five(100) });
    const long = row({
      label: "k = 20",
      by_tolerance: five(3),
      in_force: five(20),
      alarm: { counts: { raised: 2, quiet: 3 }, n: 5 },
      cpu: five(250),
    });
    expect(reading([short, long], 50)).toBe(
      "The error stays within the tolerance for 12 steps with k = 1, for 3 steps with k = 20. " +
        "Rollouts are longer than that in k = 20. " +
        "The exploitation alarm is raised in k = 20. " +
        "Most CPU time went to k = 20: 2.5 times that of k = 1.",
    );
  });

  test("does not claim more than was measured", () => {
    const all = row({ by_tolerance: five(50) });
    expect(reading([all, all], 50)).toBe(
      "The error stays within the tolerance for all 50 steps that were measured.",
    );
  });

  test("claims nothing without numbers, and names no long list", () => {
    const nothing = row({ by_tolerance: five(null), cpu: five(null), in_force: five(null) });
    expect(reading([nothing], 50)).toBe("");
    const many = Array.from({ length: 9 }, (_, at) =>
      row({ label: `k = ${at + 10}`, in_force: five(at + 10), by_tolerance: five(2) }),
    );
    expect(reading(many, 50)).toContain("in k = 10; k = 11; k = 12 and 6 more.");
  });
});

test("runs that have neither a law nor a cost say nothing", () => {
  const silent = row({ law: { counts: {}, n: 0 }, cpu: five(null) });
  expect(saysAnything([silent])).toBe(false);
  expect(saysAnything([silent, row({})])).toBe(true);
});
