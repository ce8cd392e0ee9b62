import { TextInput } from "@mantine/core";
import { useRef, type KeyboardEvent } from "react";

import { PlaceLink } from "@/shared/guide/guide-text";
import { useShortcut } from "@/shared/page/shortcuts";

import classes from "./guide.module.css";
import { search } from "./search";

interface GuideSearchProps {
  words: string;
  onWords: (words: string) => void;
}

/** Moves the focus along the field and its results. */
function move(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, a")];
  const next = stops[stops.findIndex((stop) => stop === document.activeElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** A search field, and what it finds. */
export function GuideSearch({ words, onWords }: GuideSearchProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut("search", () => field.current?.focus());
  const found = words.trim() === "" ? [] : search(words);
  return (
    <div role="search" aria-label="Search the guide" onKeyDown={move}>
      <TextInput
        ref={field}
        type="search"
        aria-label="Search the guide"
        placeholder="Search the guide"
        value={words}
        onChange={(event) => {
          onWords(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onWords("");
        }}
      />
      <p className="hidden" role="status">
        {words.trim() === ""
          ? ""
          : `${found.length === 0 ? "No" : String(found.length)} sections found`}
      </p>
      {words.trim() !== "" && found.length === 0 && (
        <p className="soft">Nothing in the guide has all of these words.</p>
      )}
      {found.length > 0 && (
        <ol className={classes.found}>
          {found.map(({ page, id, title, of, excerpt: [before, match, after] }) => (
            <li key={`${page}#${id}`}>
              <PlaceLink page={page} id={id}>
                {title}
              </PlaceLink>
              {of !== title && <span className="note"> {of}</span>}
              <p className="note">
                {before}
                <mark>{match}</mark>
                {after}
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
