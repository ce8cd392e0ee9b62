import type { Schema } from "@/client/client";
import { countSentence, runTotal } from "@/shared/words/run-counts";
import classes from "./status-bar.module.css";

const DONE_FIRST = ["succeeded", "running", "failed", "cancelled", "queued"] as const;

/** The shares of some runs by state, as one thin bar. The words stand beside it. */
export function StatusBar({ counts }: { counts: Schema<"RunCounts"> }) {
  if (runTotal(counts) === 0) return null;
  return (
    <div className={classes.bar} title={countSentence(counts)} aria-hidden="true">
      {DONE_FIRST.filter((status) => counts[status] > 0).map((status) => (
        <span key={status} data-status={status} style={{ flexGrow: counts[status] }} />
      ))}
    </div>
  );
}
