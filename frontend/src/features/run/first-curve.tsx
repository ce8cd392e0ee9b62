import type { Schema } from "@/client/client";
import { remaining, useClock } from "@/shared/words/clock";

import { firstCurveWords } from "./status-words";

/** How far away the first evaluation is, beside the reason why nothing is drawn. */
export function FirstCurve({ run }: { run: Schema<"RunDetail"> }) {
  return useClock((now) => firstCurveWords(remaining(run, run.seconds_to_first_curve, now)));
}
