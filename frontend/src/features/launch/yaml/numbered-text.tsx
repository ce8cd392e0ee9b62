import type { Ref } from "react";

import classes from "./yaml-view.module.css";

interface NumberedTextProps {
  ref: Ref<HTMLTextAreaElement>;
  label: string;
  text: string;
  /** Lines on which something is wrong, from 1. */
  wrong: ReadonlySet<number>;
  /** Where it is said what is wrong. */
  describedBy: string;
  onText: (text: string) => void;
}

/** A text with its lines numbered; those on which something is wrong are marked. */
export function NumberedText({ ref, label, text, wrong, describedBy, onText }: NumberedTextProps) {
  const lines = text.split("\n");
  return (
    <div className={classes["sheet"]}>
      <ol className={classes["numbers"]} aria-hidden="true">
        {lines.map((_, index) => (
          <li
            // A line has no name but its number.
            key={index}
            className={wrong.has(index + 1) ? classes["wrong"] : undefined}
          >
            {index + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={ref}
        className={classes["text"]}
        aria-label={label}
        aria-invalid={wrong.size > 0}
        aria-describedby={describedBy}
        rows={lines.length}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        value={text}
        onChange={(event) => {
          onText(event.currentTarget.value);
        }}
      />
    </div>
  );
}
