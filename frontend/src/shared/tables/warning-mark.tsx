import type { Schema } from "@/client/client";

import classes from "./warning-mark.module.css";

type Warned = Schema<"RunWarning">;

/** What is wrong with a run, in two words with a mark; the whole sentence on hover. Nothing when all is well. */
export function WarningMark({ warnings }: { warnings: readonly Warned[] }) {
  const [gravest, ...others] = warnings;
  if (gravest === undefined) return null;
  const more = others.length === 0 ? "" : ` +${String(others.length)}`;
  return (
    <span
      className={classes.mark}
      data-severity={gravest.severity}
      title={warnings.map(({ sentence }) => sentence).join("\n")}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d="M6 1.5 11 10.5 H1 Z M6 5 V7.2 M6 8.6 V9.2" />
      </svg>
      {gravest.label}
      {more}
    </span>
  );
}
