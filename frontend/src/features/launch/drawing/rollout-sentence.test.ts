import { describe, expect, it } from "vitest";

import { CATALOG, formWith } from "@/features/launch/fields/catalog-for-tests";
import { learnersOf } from "@/features/launch/fields/chosen-learners";
import { sceneOf } from "./rollout-preview";
import { sentence } from "./rollout-sentence";

function said(changes: Record<string, string>, episodeSteps = 200): string {
  const read = formWith(changes);
  const learners = learnersOf(CATALOG, read);
  return sentence(learners, read, sceneOf(learners, read, episodeSteps));
}

describe("the sentence for version 3.0", () => {
  it("follows a constant length", () => {
    expect(said({})).toBe(
      "From states scattered over the real data the model imagines 5 steps and stops, before its errors have compounded. The policy learns from the imagined steps and, for 5 % of every batch, from the real ones.",
    );
  });

  it("names every length of a grid and warns of long ones", () => {
    expect(said({ "rollout.length": "1,5,100" })).toContain(
      "imagines 1, 5 or 100 steps and stops, far enough",
    );
  });

  it("reads a schedule, and what an adaptive length waits for", () => {
    expect(
      said({ "rollout.length": '{"from": 1, "to": 15, "between": [20000, 100000]}' }),
    ).toContain("growing between real steps 20,000 and 100,000");
    expect(
      said({
        "rollout.length": '{"tolerance": 0.3, "largest": 10}',
        "rollout.start": "real_recent",
      }),
    ).toContain(
      "From the latest real states the model imagines as far as its measured error stays within 0.3 standard deviations, at most 10 steps, and stops, before",
    );
  });

  it("says that value expansion learns at real states alone", () => {
    expect(said({ "algorithm.improver": "mve" })).toBe(
      "From the real states of each batch the model imagines 5 steps and stops, before its errors have compounded. The critics' targets look that far ahead; the policy learns at the real states alone.",
    );
    expect(said({ "algorithm.improver": "steve" })).toContain("every depth up to there");
  });
});

describe("the sentence for the other versions", () => {
  it("follows gradients through the model, and on its rollouts", () => {
    const whole = { "rollout.start": "initial", "rollout.length": "200" };
    expect(said({ ...whole, "algorithm.version": "2.0" })).toBe(
      "From the first state of an episode the model imagines 200 steps and stops, far enough for its errors to compound. The policy climbs the imagined return by its gradient through all of these steps; real steps only fit the model.",
    );
    expect(said({ ...whole, "algorithm.version": "2.5" })).toContain("PPO's gradient steps");
  });

  it("says how much of a plan is executed", () => {
    const plan =
      "From the present state the model imagines 5 steps of each of 200 candidate plans.";
    const once = "Only the first action of the plan found is executed; then it plans anew.";
    expect(said({ "algorithm.version": "1.5" })).toBe(`${plan} ${once}`);
    expect(said({ "algorithm.version": "0.5" })).toBe(
      `${plan} ${once} The model is fitted once, on random steps.`,
    );
    expect(said({ "algorithm.version": "1.0" })).toContain(`${plan} The plan found is executed to`);
  });

  it("imagines nothing without a model, and nothing from half-typed values", () => {
    expect(said({ "algorithm.version": "model-free" })).toContain("Nothing is imagined");
    expect(said({ "rollout.length": "-" })).toContain("how many steps the model imagines");
    expect(said({ "algorithm.version": "x" })).toContain("The version says");
  });

  it("says which of several versions it speaks of", () => {
    expect(said({ "algorithm.version": "model-free,2.5" })).toContain(
      "That is 2.5 with ppo, one of 2 in this grid.",
    );
  });
});
