import { expect, test } from "vitest";

import { adviceSentences, gradientSentence, growthSentence } from "./trust-sentences";

const advice = {
  tolerance: 0.5,
  by_tolerance: 12,
  by_bound: 3,
  in_force: 5,
  model_error: 0.01,
  policy_shift: 0.2,
};

test("the best law is told first, with how well each fits", () => {
  const words = growthSentence([
    { law: "exponential", coefficient: 0.1, rate: Math.log(1.5), r_squared: 0.99 },
    { law: "quadratic", coefficient: 0.1, rate: null, r_squared: 0.9 },
  ]);
  expect(words).toBe(
    "The error grows exponentially, by a factor of 1.50 a step (R² 0.99; quadratic 0.90).",
  );
  expect(growthSentence([])).toBeNull();
});

test("a law that explains less than half of the variance is not claimed", () => {
  const words = growthSentence([
    { law: "exponential", coefficient: 0.1, rate: 0.01, r_squared: 0.25 },
    { law: "linear", coefficient: 0.1, rate: null, r_squared: -1.37 },
  ]);
  expect(words).toContain("by no simple law");
  expect(words).toContain("(exponential R² 0.25; linear -1.37)");
});

test("the advice stands beside the length in force", () => {
  expect(adviceSentences(advice)).toEqual([
    "Rollouts of up to 12 steps keep their error within 0.5 deviations of the data; the run uses 5.",
    "MBPO's bound, which is loose, is smallest at k = 3.",
  ]);
  expect(adviceSentences({ ...advice, by_tolerance: 0, by_bound: null })).toEqual([
    "No rollout keeps its error within 0.5 deviations of the data; the run uses 5.",
  ]);
});

test("gradients explode, vanish or keep their size by the factor over the whole horizon", () => {
  const measured = { env_step: 500, horizon: 20, growth: Math.log(1.25), variance_ratio: 5321 };
  expect(gradientSentence(measured)).toBe(
    "Gradients through the model explode: over 20 steps a small change of the state is multiplied " +
      "by 1.25 a step, and their variance is 5.3 thousand times that of likelihood ratios.",
  );
  expect(gradientSentence({ ...measured, variance_ratio: 4e-7 })).toMatch(
    /; likelihood ratios of the same returns have 2\.5 million times their variance\.$/,
  );
  expect(gradientSentence({ ...measured, variance_ratio: 1e-37 })).toContain("about 10^37 times");
  const vanishing = { ...measured, growth: -0.2, variance_ratio: null };
  expect(gradientSentence(vanishing)).toMatch(/vanish: .* multiplied by 0\.819 a step\.$/);
  const verbOf = (growth: number) => gradientSentence({ ...measured, growth }).split(/[ :]/)[4];
  expect([0.12, 0.11, 0.03, -0.03, -0.11, -0.12].map(verbOf)).toEqual([
    "explode",
    "grow",
    "keep",
    "keep",
    "shrink",
    "vanish",
  ]);
});

test("numbers beyond the range of floating point have no name of it", () => {
  const gradients = { env_step: 100, horizon: 2, growth: 800, variance_ratio: 5e-324 };
  const words = gradientSentence(gradients);
  expect(words).not.toMatch(/Infinity|NaN/);
  expect(words).toContain("the only 2 steps that could be followed");
  expect(gradientSentence({ ...gradients, horizon: 1 })).toContain(
    "over the only step that could be followed",
  );
  expect(words).toContain("multiplied by 10^347 a step");
  expect(words).toContain("about 10^323 times");
  const fits = growthSentence([
    { law: "exponential", coefficient: 1e-300, rate: 800, r_squared: 1 },
  ]);
  expect(fits).not.toMatch(/Infinity|NaN/);
});
