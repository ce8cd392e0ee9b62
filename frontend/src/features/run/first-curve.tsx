import type { Schema } from "@/client/client";
import { remaining, useClock } from "@/shared/words/clock";

import { firstCurveWords, secondsToFirstCurve } from "./status-words";

/** How far away the first evaluation is, beside the reason why nothing is drawn. */
export function FirstCurve({ run }: { run: Schema<"RunDetail"> }) {
  const seconds = secondsToFirstCurve(run);
  return useClock((now) => firstCurveWords(remaining(run, seconds, now)));
}
