/** The launch form's state: the draft from the address, what the server says of it, how to change it. */

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { Problem } from "@/client/problem";
import { isPassing } from "@/shared/requests/retries";

import { experimentNamesQuery, parentQuery, previewQuery } from "./api";
import type { Draft } from "@/features/launch/draft/draft";
import { followUps } from "@/features/launch/fields/follow-ups";
import { formFields } from "@/features/launch/fields/form-fields";
import { toMend } from "@/features/launch/fields/to-mend";
import { learnersOf, type Read } from "@/features/launch/fields/chosen-learners";
import { oneSpec, requestOf, textAt } from "@/features/launch/draft/launch-request";

const TYPING_MS = 250;

/** What a draft changes: texts by path. */
type Held = Draft["set"];

/** The value, or the last one there was while there is none. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

/** The named preset; the first one where there is none of that name. Null where a run is the start. */
function presetOf({ presets }: Schema<"Catalog">, draft: Draft) {
  if (draft.from !== "") return null;
  return presets.find(({ name }) => name === draft.preset) ?? presets[0] ?? null;
}

/** The spec that the form started from: a preset's, or a run's once it is here. */
function useBase(catalog: Schema<"Catalog">, draft: Draft) {
  const parent = useQuery(parentQuery(draft.from));
  const preset = presetOf(catalog, draft);
  const parentSpec = draft.from === "" ? null : (parent.data?.spec ?? null);
  return {
    parent,
    preset,
    parentSpec,
    spec: parentSpec ?? preset?.spec ?? {},
    changes: parentSpec ?? preset?.changes ?? null,
  };
}

/** What is wrong with the request itself; nothing where the server could not answer. */
function refusalOf(error: Error | null): Problem | null {
  return error instanceof Problem && !isPassing(error) ? error : null;
}

/** What the server says of a request: a preview, a refusal, or a failure to answer. */
function usePreview(request: Schema<"LaunchRequest"> | null) {
  const [settled] = useDebouncedValue(request, TYPING_MS);
  const preview = useQuery({ ...previewQuery(settled), placeholderData: keepPreviousData });
  const { error } = preview;
  const refusal = refusalOf(error);
  // A refusal stays until the next answer: what it opened must not close under a hand that types.
  const isAnswered = error !== null || (preview.isSuccess && !preview.isPlaceholderData);
  const [last, setLast] = useState(refusal);
  if (isAnswered && refusal !== last) setLast(refusal);
  const problem = isAnswered ? refusal : last;
  return {
    preview: error === null && problem === null && request !== null ? preview.data : undefined,
    problem,
    failure: refusal === null ? error : null,
    askAgain: preview.refetch,
    /** Whether this is said of what the form holds now, and not of what it held a moment ago. */
    isCurrent: isAnswered && JSON.stringify(settled) === JSON.stringify(request),
  };
}

export function useLaunchForm(
  catalog: Schema<"Catalog">,
  draft: Draft,
  onDraft: (draft: Draft) => void,
) {
  const base = useBase(catalog, draft);
  const experiments = useQuery(experimentNamesQuery()).data ?? [];
  const request = requestOf(
    { ...draft, preset: base.preset?.name ?? "" },
    base.parentSpec,
    experiments,
    catalog.limits.max_runs,
  );
  const told = usePreview(request);
  const read = (path: string) => draft.set[path] ?? textAt(base.spec, path);

  const fields = formFields(catalog, learnersOf(catalog, read), read);
  const mend = toMend(told.problem, [...fields.first, ...fields.others, ...fields.idle]);

  const start = (path: string) => textAt(base.spec, path);
  const written = (held: Held, path: string, text: string): Held => {
    const seen: Read = (name) => (name === path ? text : (held[name] ?? start(name)));
    const all = { ...held, [path]: text, ...followUps(path, catalog, seen) };
    return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== start(name)));
  };
  const fieldProps = (path: string) => ({
    text: read(path),
    error: mend.find((each) => each.path === path)?.message ?? null,
    onChange: (text: string) => {
      onDraft({ ...draft, set: written(draft.set, path, text) });
    },
  });
  return {
    ...told,
    fields,
    /** What is refused, with the field at which it is mended. */
    mend,
    parent: base.parent,
    preset: base.preset,
    spec: base.changes === null ? null : oneSpec(draft.set, base.changes),
    experiments,
    request,
    read,
    rollouts: useLast(told.preview?.rollouts),
    fieldProps,
    /** What the preset or the run says of a field. */
    start,
    /** The same; null where it still says it. */
    was: (path: string) => (path in draft.set ? start(path) : null),
    reset: (paths: readonly string[]) => {
      const set = paths.reduce((held, path) => written(held, path, start(path)), draft.set);
      onDraft({ ...draft, set });
    },
  };
}
