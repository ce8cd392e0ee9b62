/** How a spec differs from a preset, field by field. */

import type { Schema } from "@/client/client";
import { specValue } from "@/shared/words/spec-words";

export interface SpecDifference {
  path: string;
  here: string;
  there: string;
}

type Fields = Map<string, string>;

function isPart(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function collect(part: Record<string, unknown>, prefix: string, into: Fields): Fields {
  for (const [name, value] of Object.entries(part)) {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    // A schedule or an adaptive length is one value, as in the launch form.
    if (isPart(value) && name !== "length") collect(value, path, into);
    else into.set(path, specValue(value));
  }
  return into;
}

/** Fields that say which run it is, not what it does. */
const ASIDE = new Set(["seed", "spec_version", "compute.device"]);

export function specDifferences(
  here: Record<string, unknown>,
  there: Record<string, unknown>,
): SpecDifference[] {
  const mine = collect(here, "", new Map());
  const theirs = collect(there, "", new Map());
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .filter((path) => !ASIDE.has(path) && mine.get(path) !== theirs.get(path))
    .map((path) => ({
      path,
      here: mine.get(path) ?? "not set",
      there: theirs.get(path) ?? "not set",
    }));
}

/** The preset that the spec is closest to; the first of equals. */
export function nearestPreset(
  spec: Record<string, unknown>,
  presets: readonly Schema<"PresetChoice">[],
): { name: string; differences: SpecDifference[] } | undefined {
  return presets
    .map((preset) => ({ name: preset.name, differences: specDifferences(spec, preset.spec) }))
    .toSorted((one, other) => one.differences.length - other.differences.length)[0];
}
