/** The launch as YAML, in step with the form: what is typed is read into it, what it holds is written. */

import { useDebouncedCallback, useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import type { Schema } from "@/client/client";

import { launchTextQuery, readTextQuery } from "@/features/launch/api";
import type { Draft } from "@/features/launch/draft/draft";
import type { SpecField } from "@/features/launch/fields/spec-fields";

import { formValues } from "./form-values";
import { keepText, keptText } from "./kept-text";

const TYPING_MS = 250;

interface Typed {
  text: string;
  /** The form that says the same; null while the text was not read, or cannot be. */
  agreed: string | null;
  /** Whether the form holds all that the text says. */
  isWhole: boolean;
}

interface LaunchTextOf {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  request: Schema<"LaunchRequest"> | null;
  fields: readonly SpecField[];
  /** What the preset or the run says of a field. */
  start: (path: string) => string;
}

function keyOf({ preset, from, set, seeds }: Draft): string {
  return JSON.stringify([preset, from, Object.entries(set).sort(), seeds]);
}

/** Leaves a text beside a form that is about to open: it is read as if it were typed there. */
export function leaveText(draft: Draft, text: string): void {
  keepText(keyOf(draft), text);
}

/** What the server writes for the form, and what it reads in the text that stands there. */
function useTexts(request: Schema<"LaunchRequest"> | null, isOpen: boolean, typed: string | null) {
  const [settled] = useDebouncedValue(request, TYPING_MS);
  const written = useQuery({
    ...launchTextQuery(settled),
    enabled: isOpen && settled !== null,
    placeholderData: keepPreviousData,
  });
  const text = typed ?? written.data?.text ?? "";
  const [still] = useDebouncedValue(text, TYPING_MS);
  const reading = useQuery({
    ...readTextQuery(still),
    enabled: isOpen && (typed !== null || still !== ""),
    placeholderData: keepPreviousData,
  });
  return {
    text,
    problems: reading.data?.problems ?? [],
    failure: written.error ?? reading.error,
    retry: () => (written.isError ? written.refetch() : reading.refetch()),
  };
}

/** Keeps the text while the form does not hold it. What another form left is not touched. */
function useKeptText(form: string, apart: string | null): void {
  const isOurs = useRef(apart !== null);
  useEffect(() => {
    if (apart !== null || isOurs.current) keepText(form, apart);
    isOurs.current = apart !== null;
  }, [form, apart]);
}

export type LaunchText = ReturnType<typeof useLaunchText>;

export function useLaunchText({ draft, onDraft, request, fields, start }: LaunchTextOf) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<Typed | null>(() => {
    const text = keptText(keyOf(draft));
    return text === null ? null : { text, agreed: null, isWhole: false };
  });
  // The form was changed by hand after it took the text: its own text is the newer one.
  const isOver = typed !== null && typed.agreed !== null && typed.agreed !== keyOf(draft);
  if (isOver) setTyped(null);
  const isApart = typed !== null && (typed.agreed === null || !typed.isWhole);
  useKeptText(keyOf(draft), isApart ? typed.text : null);
  const texts = useTexts(request, draft.view === "yaml", typed?.text ?? null);

  // An answer comes later than the question: what was written in the form meanwhile stays.
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  const take = useDebouncedCallback(async (asked: string) => {
    const told = await client.query(readTextQuery(asked));
    if (told.values === null) return;
    const set = formValues(told.values, fields, start);
    const next = { ...latest.current, set, seeds: told.seeds };
    onDraft(next);
    const { is_whole: isWhole } = told;
    setTyped((now) => (now?.text === asked ? { text: asked, agreed: keyOf(next), isWhole } : now));
  }, TYPING_MS);
  const goOn = useEffectEvent(() => {
    if (typed?.agreed === null) take(typed.text);
  });
  // What was left may be readable: it was typed a moment before the page went.
  useEffect(() => {
    goOn();
  }, []);
  return {
    ...texts,
    /** Whether the text says what the form does not. */
    isApart,
    type: (next: string) => {
      setTyped({ text: next, agreed: null, isWhole: false });
      // A question that fails is asked, and its failure shown, by `reading` too.
      take(next);
    },
    /** Gives the text up for what the form says. */
    giveUp: () => {
      setTyped(null);
    },
  };
}
