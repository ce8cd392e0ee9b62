/** A row of the table of trust, as tests need it. */

import type { TrustGroup } from "./sorting";

const estimate = (mean: number) => ({ mean, low: null, high: null, n: 5 });
const place = (at: number) => ({ at, is_beyond: false, may_equal: false });
const cell = (words: string, order: number) => ({ words, order, warning: null });

/** Five seeds of a linear law that carries 12 steps and is used for 5; with these changes. */
export function row(changes: Partial<TrustGroup>): TrustGroup {
  return {
    index: 0,
    key: "[5]",
    label: "k = 5",
    run_ids: ["a"],
    seeds: 5,
    law: { counts: { linear: 5 }, n: 5 },
    growth: null,
    growth_factor: estimate(1),
    growth_factor_of: "",
    growth_exponent: estimate(1),
    error_of_one_step: estimate(0.04),
    break_even: {
      median: 23,
      least: 23,
      most: 23,
      beyond: 0,
      never: 0,
      again: 0,
      again_from: null,
      low: null,
      high: null,
      episodes: 0,
      horizon: 50,
      n: 5,
    },
    advised_length: { median: place(12), least: place(12), most: place(12), beyond: 0, n: 5 },
    in_force: estimate(5),
    policy_shift: estimate(0.6),
    calibration_error: estimate(0.1),
    price_of_change: estimate(1.3),
    alarm: { counts: { quiet: 5 }, n: 5 },
    cpu: estimate(100),
    diagnostics: estimate(2),
    cells: { law: cell("linear", 0.5), cpu: cell("100", 100) },
    ...changes,
  };
}
