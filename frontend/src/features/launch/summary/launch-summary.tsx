import { Button, CopyButton } from "@mantine/core";
import { useState } from "react";

import type { Schema } from "@/client/client";
import type { Problem } from "@/client/problem";
import type { ToMend } from "@/features/launch/fields/to-mend";
import { goToField } from "@/features/launch/inputs/field-frame";
import { FailedHere } from "@/shared/page/page-states";
import { counted } from "@/shared/words/numbers";
import { duration } from "@/shared/words/time-words";

import classes from "@/features/launch/launch.module.css";
import { PlannedRuns } from "./planned-runs";

interface LaunchSummaryProps {
  /** "3 lengths x 5 seeds = 15 runs". */
  sentence: string;
  preview: Schema<"LaunchPreview"> | undefined;
  /** Whether the launch written as YAML says what the form does not. */
  isApart: boolean;
  /** Why the launch is refused, if it is. */
  refused: Problem | null;
  /** The fields at which it is. */
  mend: readonly ToMend[];
  /** Why the last attempt to launch failed. */
  failure: Error | null;
  /** Tries what failed again. */
  onRetry: () => unknown;
  /** Whether the preview is of what the form holds now. */
  isCurrent: boolean;
  launching: boolean;
  onLaunch: () => void;
}

/** What launching would cost, the same launch as a command, and the button. Stays in sight. */
export function LaunchSummary({
  sentence,
  preview,
  isApart,
  refused,
  mend,
  failure,
  onRetry,
  isCurrent,
  launching,
  onLaunch,
}: LaunchSummaryProps) {
  const [listed, setListed] = useState(false);
  const count = preview?.count ?? 0;
  return (
    <section className={classes["summary"]} aria-label="What will be launched">
      {refused !== null && <Refusals problem={refused} mend={mend} />}
      {failure !== null && <FailedHere error={failure} retry={onRetry} />}
      {listed && preview !== undefined && <PlannedRuns preview={preview} />}
      <div className={classes["action"]}>
        <div className={classes["cost"]}>
          <p className={classes["count"]}>{sentence}</p>
          <p className="note">{noteOf(preview, refused, isApart)}</p>
          {preview !== undefined && preview.idle.length > 0 && (
            <p className="note">No effect: none of these runs reads {preview.idle.join(", ")}.</p>
          )}
        </div>
        <div className={classes["buttons"]}>
          <Button
            disabled={preview === undefined}
            aria-expanded={listed}
            onClick={() => {
              setListed(!listed);
            }}
          >
            Dry run
          </Button>
          {/* What the button names is what it launches: it waits until that is counted. */}
          <Button
            variant="filled"
            loading={launching}
            disabled={count === 0 || !isCurrent}
            onClick={onLaunch}
          >
            {count === 0 ? "Launch runs" : `Launch ${counted(count, "run")}`}
          </Button>
        </div>
      </div>
      {preview !== undefined && <Command command={preview.command} />}
    </section>
  );
}

function noteOf(
  preview: Schema<"LaunchPreview"> | undefined,
  refused: Problem | null,
  isApart: boolean,
): string {
  if (preview !== undefined) return estimateOf(preview);
  if (isApart) return "The YAML says what the form does not: mend it, or go back to the form.";
  return refused === null ? "Counting…" : "Nothing will be launched until this is mended.";
}

/** Time per run with its range, and in all, from past runs; or that nothing is known yet. */
export function estimateOf(preview: Schema<"LaunchPreview">): string {
  const { seconds_per_run: each, seconds_low: low, seconds_high: high, slots, basis } = preview;
  const where =
    slots === 0 ? "no worker is running: they will wait" : `on ${counted(slots, "slot")}`;
  if (each === null || low === null || high === null || basis === null)
    return `No run of this kind has finished here yet, so time and disk are unknown; ${where}.`;
  const range = `About ${duration(each)} each (${duration(low)} to ${duration(high)})`;
  const all = preview.seconds_total === null ? "" : ` ${duration(preview.seconds_total)} in all,`;
  return `${range},${all} ${where}; from ${basis}. ${sentence(preview.disk_words)}`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What is to be mended; each leads to its field. */
function Refusals({ problem, mend }: { problem: Problem; mend: readonly ToMend[] }) {
  return (
    <div role="alert" className={classes["refusals"]}>
      <p className={classes["refusal"]}>
        {problem.title}
        {mend.length > 0 && `: ${counted(mend.length, "field")} to mend`}
      </p>
      <ul>
        {mend.map(({ refused, path, title, message }) => (
          <li key={refused + message}>
            {path === null ? (
              title
            ) : (
              <button
                type="button"
                className={classes["textButton"]}
                onClick={() => {
                  goToField(path);
                }}
              >
                {title}
              </button>
            )}
            : {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Command({ command }: { command: string }) {
  return (
    <div className={classes["command"]}>
      <code tabIndex={0} aria-label="The same launch on the command line">
        {command}
      </code>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="subtle" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
