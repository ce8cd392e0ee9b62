import { Autocomplete } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { RunsView } from "./address";
import { type FilterCheck, filterQuery } from "./api";
import classes from "./filter-expression.module.css";

interface FilterExpressionProps {
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
}

const TYPING_MS = 200;

/** A filter as an expression: the server says what may come next, and where it is none. */
export function FilterExpression({ view, onView }: FilterExpressionProps) {
  const [text, setText] = useApplied(view.filter, onView);
  const field = useRef<HTMLInputElement>(null);
  const [isFocused, setFocused] = useState(false);
  const [cursor, setCursor] = useState(text.length);
  const { check, isFresh } = useCheck(text, cursor);
  const fault = isFresh ? faultOf(check, isFocused ? text : null) : null;
  const continuations = fault === null ? continuationsOf(check, text, cursor) : [];
  return (
    <Autocomplete
      ref={field}
      aria-label="Filter by an expression"
      placeholder='Filter: rollout.length >= 5 and version == "3.0"'
      className={classes.expression ?? ""}
      classNames={{ input: classes.input ?? "" }}
      spellCheck={false}
      autoCapitalize="off"
      value={text}
      data={continuations.map(({ whole }) => whole)}
      filter={({ options }) => options}
      maxDropdownHeight={260}
      renderOption={({ option }) => {
        const continuation = continuations.find(({ whole }) => whole === option.value);
        return (
          <span className={classes.option}>
            <code>{continuation?.text}</code> <span className="note">{continuation?.says}</span>
          </span>
        );
      }}
      onChange={(typed) => {
        setText(typed);
        const at = field.current?.selectionStart ?? typed.length;
        setCursor(continuations.some(({ whole }) => whole === typed) ? typed.length : at);
      }}
      onFocus={() => {
        setFocused(true);
      }}
      onBlur={() => {
        setFocused(false);
      }}
      error={fault !== null && <Fault problem={fault} text={text} />}
    />
  );
}

type Problem = FilterCheck["problem"];

/** The text being typed, which follows the address, and is applied as soon as it is a filter. */
function useApplied(
  filter: string,
  onView: (change: Partial<RunsView>) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(filter);
  const [applied, setApplied] = useState(filter);
  const { check, isFresh } = useCheck(text, text.length);
  if (applied !== filter) {
    setApplied(filter);
    setText(filter);
  }
  const isFilter = isFresh && check?.problem === null;
  useEffect(() => {
    if (isFilter && text.trim() !== filter) onView({ filter: text.trim() });
  }, [isFilter, text, filter, onView]);
  return [text, setText];
}

/** What the server says of the text, once nothing has been typed for a moment. */
function useCheck(text: string, cursor: number) {
  const [asked] = useDebouncedValue(text, TYPING_MS);
  const query = useQuery(filterQuery(asked, Math.min(cursor, asked.length)));
  return { check: query.data, isFresh: !query.isPlaceholderData && asked === text };
}

/** What is wrong; not what is still `typed`, where somebody is typing. */
function faultOf(check: FilterCheck | undefined, typed: string | null): Problem {
  const problem = check?.problem ?? null;
  const isBegun = problem !== null && typed !== null && problem.end >= typed.trimEnd().length;
  return isBegun ? null : problem;
}

interface Continuation {
  text: string;
  says: string;
  /** The text with it in place. */
  whole: string;
}

function continuationsOf(
  check: FilterCheck | undefined,
  text: string,
  cursor: number,
): Continuation[] {
  if (check === undefined) return [];
  const rest = text.slice(cursor);
  return check.suggestions.map(({ text: word, says, start }) => ({
    text: word,
    says,
    whole: `${text.slice(0, start)}${word}${rest === "" ? " " : rest}`,
  }));
}

/** What is wrong, and the piece of the text that is. */
function Fault({ problem, text }: { problem: NonNullable<Problem>; text: string }) {
  const { message, start, end } = problem;
  return (
    <>
      <span className={classes.fault} aria-hidden="true">
        {text.slice(0, start)}
        <mark>{text.slice(start, end) || " "}</mark>
        {text.slice(end)}
      </span>
      At character {start + 1}: {message}.
    </>
  );
}
