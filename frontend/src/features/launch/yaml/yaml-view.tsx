import { Button, CopyButton } from "@mantine/core";
import { useId, useRef } from "react";

import type { Schema } from "@/client/client";
import formClasses from "@/features/launch/launch.module.css";
import { FailedHere } from "@/shared/page/page-states";
import { counted } from "@/shared/words/numbers";

import { NumberedText } from "./numbered-text";
import type { LaunchText } from "./use-launch-text";
import classes from "./yaml-view.module.css";

type TextProblem = Schema<"TextProblem">;

/** Where a line and column, both from 1, stand in a text. */
export function placeIn(text: string, { line, column }: Pick<TextProblem, "line" | "column">) {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

/** The launch as YAML, to be read, written and pasted; what is wrong in it leads to its line. */
export function YamlView({ launch }: { launch: LaunchText }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const told = useId();
  const { text, problems } = launch;
  const go = (problem: TextProblem) => {
    const place = placeIn(text, problem);
    area.current?.focus();
    area.current?.setSelectionRange(place, place);
  };
  return (
    <section className={classes["view"]} aria-label="The launch as YAML">
      <NumberedText
        ref={area}
        label="YAML"
        text={text}
        wrong={new Set(problems.map(({ line }) => line))}
        describedBy={told}
        onText={launch.type}
      />
      <div id={told} className={classes["told"]}>
        <p className="note" role="status">
          {stateOf(launch)}
        </p>
        {problems.length > 0 && (
          <ul className={classes["problems"]}>
            {problems.map((problem) => (
              <li key={`${String(problem.line)} ${problem.field ?? ""} ${problem.message}`}>
                <button
                  type="button"
                  className={formClasses["textButton"]}
                  onClick={() => {
                    go(problem);
                  }}
                >
                  line {problem.line}, column {problem.column}
                </button>
                : {problem.field === null ? "" : `${problem.field}: `}
                {problem.message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {launch.failure !== null && <FailedHere error={launch.failure} retry={launch.retry} />}
      <div className={classes["actions"]}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="subtle" onClick={copy}>
              {copied ? "Copied" : "Copy the YAML"}
            </Button>
          )}
        </CopyButton>
        {launch.isApart && (
          <Button size="compact-xs" variant="subtle" onClick={launch.giveUp}>
            Back to what the form says
          </Button>
        )}
      </div>
    </section>
  );
}

function stateOf({ problems, isApart }: LaunchText): string {
  if (problems.length === 0)
    return isApart
      ? "Reading…"
      : "In step with the form. A list in the place of a value tries each; what is left out has its default.";
  const mend = `${counted(problems.length, "place")} to mend`;
  return isApart ? `${mend}; the form keeps what it last read.` : `${mend}, here or in the form.`;
}
