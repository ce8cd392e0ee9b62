import type { Schema } from "@/client/client";

type Counts = Schema<"RunCounts">;

/** How many runs there are. */
export function runTotal(counts: Counts): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}

/** The states that runs are in, in words: "3 running, 12 queued". What is zero is not said. */
export function countSentence(counts: Counts): string {
  const { running, queued, succeeded, failed, cancelled } = counts;
  return Object.entries({ running, queued, succeeded, failed, cancelled })
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");
}

/** "no runs", "1 run", "15 runs". */
export function runsWord(total: number): string {
  if (total === 0) return "no runs";
  return total === 1 ? "1 run" : `${total} runs`;
}
