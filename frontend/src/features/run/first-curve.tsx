import type { Schema } from "@/client/client";
import { remaining, useClock } from "@/shared/words/clock";
import { duration } from "@/shared/words/time-words";

/** How far away the first evaluation is, by the page's clock, beside why nothing is drawn. */
export function FirstCurve({ run }: { run: Schema<"RunDetail"> }) {
  return useClock((now) => {
    const left = remaining(run, run.seconds_to_first_curve, now);
    return left === null ? "" : `It is about ${duration(left)} away.`;
  });
}
