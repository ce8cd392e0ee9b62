import { expect, test } from "vitest";

import { learnerWords, rolloutWords } from "./learner-words";

test("a learner is called by its version and the improver that was chosen", () => {
  expect(learnerWords({ version: "2.5", improver: "ppo" })).toBe("version 2.5, ppo");
  expect(learnerWords({ version: "3.0", improver: "auto" })).toBe("version 3.0");
  expect(learnerWords({ version: "model-free", improver: "redq" })).toBe("model-free, redq");
});

test("start states are named only where the run had a choice", () => {
  expect(rolloutWords({ rollout_length: "1 to 15", start: "real_uniform" })).toBe(
    "rollout length 1 to 15 from real uniform states",
  );
  expect(rolloutWords({ rollout_length: "15", start: "" })).toBe("rollout length 15");
});
