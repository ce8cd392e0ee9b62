import type { Schema } from "@/client/client";

import classes from "./status-word.module.css";

type Status = Schema<"Run">["status"];

export const STATUSES = ["running", "queued", "succeeded", "failed", "cancelled"] as const;

/** Each state has a shape of its own, so that no colour needs to be told apart. */
function Shape({ status }: { status: Status }) {
  switch (status) {
    case "queued":
      return <circle cx="6" cy="6" r="4" strokeDasharray="1.6 1.54" />;
    case "running":
      return (
        <>
          <circle cx="6" cy="6" r="4.5" />
          <circle cx="6" cy="6" r="2" className={classes.pulse} />
        </>
      );
    case "succeeded":
      return <path d="M2 6.5 5 9.5 10.5 3" />;
    case "failed":
      return <path d="M2.5 2.5 9.5 9.5 M9.5 2.5 2.5 9.5" />;
    case "cancelled":
      return <path d="M2 6 H10" />;
  }
}

/** A run's state as a shape and a word. */
export function StatusWord({
  run: { status, status_word: word, attempt },
}: {
  run: Pick<Schema<"Run">, "status" | "status_word" | "attempt">;
}) {
  return (
    <span className={classes.status} data-status={status}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" className={classes.shape}>
        <Shape status={status} />
      </svg>
      {word}
      {attempt > 1 && <span className="note">attempt {attempt}</span>}
    </span>
  );
}
