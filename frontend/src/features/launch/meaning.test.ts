import { describe, expect, it } from "vitest";

import { choiceOf, imaginedLabel, sentence } from "./meaning";

const STANDARD: Record<string, string> = {
  "algorithm.version": "3.0",
  "rollout.length": "5",
  "rollout.start": "real_uniform",
  "rollout.per_step": "400",
  "policy.real_ratio": "0.05",
};

const reading = (changes: Record<string, string>) => (path: string) =>
  ({ ...STANDARD, ...changes })[path] ?? "";

describe("the sentence under the drawing", () => {
  it("follows a constant length", () => {
    const read = reading({});
    expect(sentence(read, choiceOf(read, 200))).toBe(
      "From states scattered over the real data the model imagines 5 steps and stops, before its errors have compounded. The policy learns from the imagined steps and, for 5 % of every batch, from the real ones.",
    );
  });

  it("names every length of a grid and warns of long ones", () => {
    const read = reading({ "rollout.length": "1,5,100" });
    expect(sentence(read, choiceOf(read, 200))).toContain(
      "imagines 1, 5 or 100 steps and stops, far enough",
    );
  });

  it("reads a schedule", () => {
    const read = reading({ "rollout.length": '{"from": 1, "to": 15, "between": [20000, 100000]}' });
    expect(choiceOf(read, 1000).lengths).toEqual([1, 8, 15]);
    expect(sentence(read, choiceOf(read, 1000))).toContain(
      "growing between real steps 20,000 and 100,000",
    );
    expect(imaginedLabel(read)).toBe("imagined, k = 1 to 15; 3 of 400 per real step");
  });

  it("says what an adaptive length waits for, and where the latest states are", () => {
    const read = reading({
      "rollout.length": '{"tolerance": 0.3, "largest": 10}',
      "rollout.start": "real_recent",
    });
    expect(sentence(read, choiceOf(read, 20))).toContain(
      "From the latest real states the model imagines as far as its measured error stays within 0.3 standard deviations, at most 10 steps, and stops, before",
    );
    expect(imaginedLabel(read)).toBe("imagined, k = 1 to 10; 3 of 400 per real step");
  });

  it("imagines nothing without a model, and nothing from half-typed values", () => {
    const free = reading({ "algorithm.version": "model-free" });
    expect(sentence(free, choiceOf(free, 200))).toContain("Nothing is imagined");
    const half = reading({ "rollout.length": "-" });
    expect(choiceOf(half, 200).lengths).toEqual([]);
    expect(sentence(half, choiceOf(half, 200))).toContain("how many steps the model imagines");
  });
});
