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
import { learnersOf, type Read } from "@/features/launch/fields/chosen-learners";
import { oneSpec, requestOf, textAt } from "@/features/launch/draft/launch-request";

const TYPING_MS = 250;

/** The refusal to show at a field: its own, or that of a value inside it. */
function errorAt(problem: Problem | null, path: string): string | null {
  const refused = problem?.fields.find(
    ({ field }) => field === path || field.startsWith(`${path}.`),
  );
  return refused === undefined ? null : `${refused.message} (got ${refused.value})`;
}

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

/** What the server says of a request: a preview, a refusal, or a failure to answer. */
function usePreview(request: Schema<"LaunchRequest"> | null) {
  const [settled] = useDebouncedValue(request, TYPING_MS);
  const preview = useQuery({ ...previewQuery(settled), placeholderData: keepPreviousData });
  const { error } = preview;
  const problem = error instanceof Problem && !isPassing(error) ? error : null;
  return {
    preview: error === null && request !== null ? preview.data : undefined,
    problem,
    failure: problem === null ? error : null,
    askAgain: preview.refetch,
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

  const learners = learnersOf(catalog, read);

  const set = (path: string, text: string) => {
    const seen: Read = (name) => (name === path ? text : read(name));
    const written = { ...draft.set, [path]: text, ...followUps(path, catalog, seen) };
    const changed = Object.entries(written).filter(
      ([name, value]) => value !== textAt(base.spec, name),
    );
    onDraft({ ...draft, set: Object.fromEntries(changed) });
  };
  const fieldProps = (path: string) => ({
    text: read(path),
    changed: path in draft.set,
    error: errorAt(told.problem, path),
    onChange: (text: string) => {
      set(path, text);
    },
  });
  return {
    ...told,
    fields: formFields(catalog, learners, read),
    parent: base.parent,
    preset: base.preset,
    spec: base.changes === null ? null : oneSpec(draft.set, base.changes),
    experiments,
    request,
    read,
    rollouts: useLast(told.preview?.rollouts),
    fieldProps,
  };
}
