import { describe, expect, it } from "vitest";

import { failureAdvice } from "./failure-advice";

describe("advice about a failed run", () => {
  it("fits the reason", () => {
    expect(failureAdvice("Diverged: the loss of member 3 is not finite", 1, 3)).toContain(
      "learning rate",
    );
    expect(failureAdvice("the process was killed by signal 9", 1, 3)).toContain("memory");
    expect(failureAdvice("ZeroDivisionError", 1, 3)).toContain("traceback");
  });

  it("says how often it was tried", () => {
    expect(failureAdvice("lease expired", 3, 3)).toContain("tried 3 of 3 times");
    expect(failureAdvice("lease expired", 1, 3)).not.toContain("tried");
  });
});
