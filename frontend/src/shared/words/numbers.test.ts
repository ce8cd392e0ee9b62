import { describe, expect, it } from "vitest";

import { count, difference, estimate, figure, significantlyPositive } from "./numbers";

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
    expect(difference(undefined)).toBe("–");
    expect(estimate({ mean: null, half_width: null, n: 0 })).toBe("–");
  });

  it("signs differences", () => {
    expect(difference(306)).toBe("+306");
    expect(difference(-9)).toBe("−9");
    expect(difference(0)).toBe("0");
  });

  it("writes a mean with the digits its interval deserves", () => {
    expect(estimate({ mean: 0.7123, half_width: 0.0912, n: 5 })).toBe("0.712 ± 0.091");
    expect(estimate({ mean: -148.3, half_width: 6.4, n: 5 })).toBe("−148 ± 6");
    expect(estimate({ mean: 305.6, half_width: 97.2, n: 5 }, difference)).toBe("+306 ± 97");
    expect(estimate({ mean: 0.41, half_width: null, n: 1 })).toBe("0.41");
    expect(estimate({ mean: 1.25, half_width: 1e-16, n: 5 })).toBe("1.25 ± 0");
  });

  it("calls a gap significant only when its interval leaves zero", () => {
    expect(significantlyPositive({ mean: 306, half_width: 97, n: 5 })).toBe(true);
    expect(significantlyPositive({ mean: 30, half_width: 97, n: 5 })).toBe(false);
    expect(significantlyPositive({ mean: 306, half_width: null, n: 1 })).toBe(false);
  });
});
