import type { Schema } from "@/client/client";
import { WarningMark } from "@/shared/tables/warning-mark";
import { GuideMark } from "@/shared/guide/guide-mark";

import classes from "./run.module.css";

/** The first words about a run: does it learn, how far may its model be trusted, at what cost; then what is wrong. */
export function RunVerdict({ run }: { run: Schema<"RunDetail"> }) {
  return (
    <section className={classes.verdict} aria-label="What this run comes to">
      <p>
        {run.verdict} <GuideMark about="The verdict" section="verdict" />
      </p>
      {run.warnings.length > 0 && (
        <ul aria-label="Warnings">
          {run.warnings.map((warned) => (
            <li key={warned.kind} data-severity={warned.severity}>
              <WarningMark warnings={[warned]} />
              <span>
                {warned.sentence}{" "}
                <GuideMark about={warned.label} section={{ place: warned.guide }} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
