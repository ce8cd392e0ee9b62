import { CopyButton } from "@mantine/core";

import type { Schema } from "@/client/client";

import classes from "./run.module.css";

/** Why a run failed and what to do about it. Before everything else on the page. */
export function RunFailure({ run }: { run: Schema<"RunDetail"> }) {
  if (run.status !== "failed") return null;
  const reason = run.failure_reason ?? "No reason was recorded";
  return (
    <section className={classes.failure} aria-label="Why this run failed">
      <h2>{reason}</h2>
      <p className="reading">{run.failure_advice}</p>
      {run.failure_traceback !== null && (
        <details open>
          <summary>Traceback</summary>
          <pre className={classes.traceback} tabIndex={0}>
            {run.failure_traceback}
          </pre>
          <CopyButton value={run.failure_traceback} timeout={3000}>
            {({ copied, copy }) => (
              <button type="button" className="link" onClick={copy}>
                {copied ? "Copied" : "Copy the traceback"}
              </button>
            )}
          </CopyButton>
        </details>
      )}
    </section>
  );
}
