/** From what the form holds to what the server is asked. */

import type { Schema } from "@/client/client";

import { gridOf, type Draft } from "./draft";
import { parseSeeds, showValue, splitValues, type Value } from "./field-values";

type Group = Record<string, unknown>;

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field's value by its dotted path. */
export function valueAt(spec: Group, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, name) => (isGroup(inner) ? inner[name] : undefined), spec);
}

/** A field's value as text; empty where the spec has none. */
export function textAt(spec: Group, path: string): string {
  const value = valueAt(spec, path);
  return value === undefined ? "" : showValue(value);
}

/** `base` with `changes` laid over it, field by field. */
function merged(base: Group, changes: Record<string, Value>): Group {
  const result: Group = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const old = result[name];
    result[name] =
      isGroup(old) && isGroup(value) && !("from" in value) ? { ...old, ...value } : value;
  }
  return result;
}

/** What is written over `base` as one spec; null where a field holds several values. */
export function oneSpec(set: Record<string, string>, base: Group): Group | null {
  const { spec, grid } = gridOf(set);
  return Object.keys(grid).length > 0 ? null : merged(base, spec);
}

export interface Experiment {
  id: string;
  name: string;
}

/** Adds to the experiment of this name where there is one, else begins it. */
function experimentOf(name: string, known: readonly Experiment[]) {
  if (name === "") return {};
  const existing = known.find((experiment) => experiment.name === name);
  return existing === undefined ? { experiment_name: name } : { experiment_id: existing.id };
}

/** The request of a draft. Null while the seeds cannot be read, or the parent run is not here yet. */
export function requestOf(
  draft: Draft,
  parent: Group | null,
  known: readonly Experiment[],
  mostRuns: number,
): Schema<"LaunchRequest"> | null {
  const seeds = parseSeeds(draft.seeds, mostRuns);
  if (seeds === null || (draft.from !== "" && parent === null)) return null;
  const { spec, grid } = gridOf(draft.set);
  return {
    ...experimentOf(draft.experiment.trim(), known),
    ...(draft.from === "" ? { preset: draft.preset } : { parent_id: draft.from }),
    spec: parent === null ? spec : merged(parent, spec),
    grid,
    seeds,
    tags: splitValues(draft.tags),
  };
}
