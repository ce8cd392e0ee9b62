import { describe, expect, it } from "vitest";

import { groupNote, seedsWords, sizeWords } from "./group-words";

describe("words about groups", () => {
  it("counts seeds and what is not done", () => {
    const none = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
    expect(groupNote({ seeds: 5, statuses: { ...none, succeeded: 5 } })).toBe("5 seeds");
    expect(groupNote({ seeds: 1, statuses: { ...none, running: 1 } })).toBe("1 seed, 1 running");
  });

  it("says what the interval is over", () => {
    expect(seedsWords([{ seeds: 5 }, { seeds: 5 }])).toBe("mean and 95 % interval over 5 seeds");
    expect(seedsWords([{ seeds: 3 }, { seeds: 5 }])).toContain("over 3 to 5 seeds");
    expect(seedsWords([{ seeds: 1 }])).toBe("one seed each, so no interval");
    expect(seedsWords([])).toBe("");
  });

  it("counts runs and groups", () => {
    expect(sizeWords(15, 3)).toBe("15 runs in 3 groups");
    expect(sizeWords(1, 1)).toBe("1 run");
  });
});
