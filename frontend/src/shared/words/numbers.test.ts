import { describe, expect, it } from "vitest";

import { count, figure } from "./numbers";

describe("numbers in figures", () => {
  it("keeps few digits and a true minus", () => {
    expect(figure(0.4137)).toBe("0.41");
    expect(figure(1.3149)).toBe("1.31");
    expect(figure(-148.2)).toBe("−148");
    expect(figure(-1234.6)).toBe("−1,235");
    expect(figure(0)).toBe("0");
    expect(figure(0.00012)).toBe("1.2e-4");
    expect(figure(3.2e7)).toBe("3.2e7");
    expect(count(3900)).toBe("3,900");
  });

  it("shows a missing or non-finite number as a dash, never as zero", () => {
    expect(figure(null)).toBe("–");
    expect(figure(Number.POSITIVE_INFINITY)).toBe("–");
    expect(figure(undefined)).toBe("–");
  });
});
