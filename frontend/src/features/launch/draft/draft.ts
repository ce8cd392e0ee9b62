/** A launch being written: a preset and what is changed in it. The address bar holds it, the command line takes it. */

import { counted } from "@/shared/words/numbers";

import { parseValue, parseValues, spelled, splitValues, type Value } from "./field-values";

export interface Draft {
  /** A preset's name; empty starts from the catalog's first. */
  preset: string;
  /** A run to start from instead of a preset. */
  from: string;
  /** Text by field path; several values separated by commas become a grid. */
  set: Record<string, string>;
  seeds: string;
  experiment: string;
  tags: string;
  /** What stands beside the form: the drawing, or the same launch as YAML. */
  view: View;
}

export const VIEWS = ["drawing", "yaml"] as const;
export type View = (typeof VIEWS)[number];

export const EMPTY_DRAFT: Draft = {
  preset: "",
  from: "",
  set: {},
  seeds: "0",
  experiment: "",
  tags: "",
  view: "drawing",
};

export interface GridRequest {
  spec: Record<string, Value>;
  grid: Record<string, Value[]>;
}

function text(value: unknown, fallback: string): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : fallback;
}

/** Text that may hold several values; said several times, they are as if written with commas. */
function several(value: unknown, fallback: string): string {
  if (!Array.isArray(value)) return text(value, fallback);
  const parts = value.map((part) => text(part, "")).filter((part) => part !== "");
  return parts.length === 0 ? fallback : parts.join(",");
}

function one(value: unknown, fallback: string): string {
  return text(Array.isArray(value) ? value.at(-1) : value, fallback);
}

/** Reads a draft from the address. Whatever is malformed falls back to the default; it never throws. */
export function draftFromSearch(search: Record<string, unknown>): Draft {
  const set = new Map<string, string>();
  const given: unknown = search["set"];
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    for (const [path, value] of Object.entries(given)) set.set(path, spelled(several(value, "")));
  }
  const from = one(search["from"], "");
  return {
    preset: from === "" ? one(search["preset"], EMPTY_DRAFT.preset) : "",
    from,
    set: Object.fromEntries([...set].filter(([, value]) => value !== "")),
    seeds: several(search["seeds"], EMPTY_DRAFT.seeds),
    experiment: one(search["experiment"], ""),
    tags: several(search["tags"], ""),
    view: VIEWS.find((view) => view === search["view"]) ?? EMPTY_DRAFT.view,
  };
}

/** The address of a draft, without what is at its default. */
export function searchFromDraft(draft: Draft): Record<string, unknown> {
  const search: Record<string, unknown> = {};
  if (draft.from !== "") search["from"] = draft.from;
  else if (draft.preset !== EMPTY_DRAFT.preset) search["preset"] = draft.preset;
  if (Object.keys(draft.set).length > 0) search["set"] = draft.set;
  if (draft.seeds !== EMPTY_DRAFT.seeds) search["seeds"] = draft.seeds;
  if (draft.experiment !== "") search["experiment"] = draft.experiment;
  if (draft.tags !== "") search["tags"] = draft.tags;
  if (draft.view !== EMPTY_DRAFT.view) search["view"] = draft.view;
  return search;
}

function nested(path: string, value: Value, into: Record<string, Value>): void {
  const [head = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner = into[head];
  const group = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
  into[head] = group;
  nested(rest.join("."), value, group);
}

const VERSION = "algorithm.version";

/** Every value that a field's text means. A version is a name, though it looks like a number: 3 is 3.0. */
function valuesOf(path: string, written: string): Value[] {
  if (path !== VERSION) return parseValues(written);
  return splitValues(written).map((name) =>
    Number.isInteger(Number(name)) ? Number(name).toFixed(1) : name,
  );
}

/** Single values go into the spec, lists of values into the grid. */
export function gridOf(set: Record<string, string>): GridRequest {
  const request: GridRequest = { spec: {}, grid: {} };
  for (const [path, written] of Object.entries(set)) {
    const values = valuesOf(path, written);
    if (values.length > 1) request.grid[path] = values;
    else nested(path, values[0] ?? parseValue(written), request.spec);
  }
  return request;
}

/** "3 lengths x 5 seeds = 15 runs", from what the form holds. */
export function gridSentence(
  set: Record<string, string>,
  seedCount: number,
  total: number,
): string {
  const parts = Object.entries(set)
    .map(([path, written]) => ({
      name: path.split(".").at(-1) ?? path,
      count: splitValues(written).length,
    }))
    .filter(({ count }) => count > 1)
    .map(({ name, count }) => `${String(count)} ${name.replaceAll("_", " ")} values`)
    .map((part) => part.replace(/(length|version|improver) values$/, "$1s"));
  parts.push(counted(seedCount, "seed"));
  return `${parts.join(" × ")} = ${counted(total, "run")}`;
}
