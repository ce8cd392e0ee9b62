/** What stands in the cells of the table of trust, and the sentence above it. */

import type { Schema } from "@/client/client";
import { type Estimate, estimate, figure, unbroken } from "@/shared/words/numbers";

import type { ColumnKey, TrustGroup } from "./sorting";

const NOTHING = "–";
/** A ratio nearer to 1 than this is not worth a sentence. */
const NOTICEABLE = 1.25;
const MOST_NAMES = 3;

/** A verdict with how many say so, where they do not agree: "linear", or "linear, 3 of 5". */
function verdict({ counts, n }: Schema<"Tally">): string {
  const [commonest, runs] = Object.entries(counts)[0] ?? [];
  if (commonest === undefined || runs === undefined) return NOTHING;
  return runs === n ? commonest : `${commonest}, ${runs} of ${n}`;
}

function alarm({ counts, n }: Schema<"Tally">): string {
  if (n === 0) return NOTHING;
  const raised = counts["raised"] ?? 0;
  if (n === 1) return raised === 1 ? "raised" : "quiet";
  return `${raised} of ${n}`;
}

/** A mean with its interval; a value that all runs share stands alone. */
function number(value: Estimate): string {
  return value.half_width === 0 ? figure(value.mean) : estimate(value);
}

/** Lengths that end where the measured horizon ends. */
const ADVISED: readonly ColumnKey[] = ["by_tolerance", "by_bound"];

/** What a cell says; `longest` is the longest horizon that was measured. */
export function cellWords(group: TrustGroup, key: ColumnKey, longest: number): string {
  const cell = group[key];
  if ("mean" in cell)
    return ADVISED.includes(key) && cell.mean === longest ? `≥ ${longest}` : number(cell);
  return key === "alarm" ? alarm(cell) : verdict(cell);
}

/** Whether the rollouts in use are longer than the measured error allows. */
export function overreaches({ in_force: used, by_tolerance: allowed }: TrustGroup): boolean {
  return used.mean !== null && allowed.mean !== null && used.mean > allowed.mean;
}

/** What is marked in a cell, and why. */
export function warning(group: TrustGroup, key: ColumnKey): string | null {
  if (key === "alarm" && (group.alarm.counts["raised"] ?? 0) > 0)
    return "the policy may be exploiting the model";
  if (key === "in_force" && overreaches(group)) return "longer than the measured error allows";
  return null;
}

/** Whether there is anything to say of any group. */
export function saysAnything(groups: readonly TrustGroup[]): boolean {
  return groups.some(({ law, cpu }) => law.n > 0 || cpu.n > 0);
}

interface Ranked {
  label: string;
  value: number;
}

function extremes(
  groups: readonly TrustGroup[],
  of: (group: TrustGroup) => number | null,
): [least: Ranked, most: Ranked] | null {
  const known = groups.flatMap((group) => {
    const value = of(group);
    return value === null ? [] : [{ label: unbroken(group.label), value }];
  });
  const ordered = known.toSorted((one, other) => one.value - other.value);
  const [least, most] = [ordered[0], ordered.at(-1)];
  return least === undefined || most === undefined ? null : [least, most];
}

function names(groups: readonly TrustGroup[]): string {
  const labels = groups.slice(0, MOST_NAMES).map(({ label }) => unbroken(label));
  const left = groups.length - labels.length;
  return labels.join("; ") + (left > 0 ? ` and ${left} more` : "");
}

function steps(value: number): string {
  return `${figure(value)} ${value === 1 ? "step" : "steps"}`;
}

function lengthSentence(groups: readonly TrustGroup[], longest: number): string {
  const found = extremes(groups, ({ by_tolerance: allowed }) => allowed.mean);
  if (found === null) return "";
  const [least, most] = found;
  if (least.value === longest)
    return `The error stays within the tolerance for all ${steps(longest)} that were measured.`;
  if (most.value <= least.value)
    return `The error stays within the tolerance for ${steps(most.value)}.`;
  return (
    `The error stays within the tolerance for ${steps(most.value)} with ${most.label}, ` +
    `for ${steps(least.value)} with ${least.label}.`
  );
}

function overreachSentence(groups: readonly TrustGroup[]): string {
  const beyond = groups.filter(overreaches);
  return beyond.length === 0 ? "" : `Rollouts are longer than that in ${names(beyond)}.`;
}

function alarmSentence(groups: readonly TrustGroup[]): string {
  const raised = groups.filter(({ alarm: { counts } }) => (counts["raised"] ?? 0) > 0);
  if (raised.length === 0) return "";
  return `The exploitation alarm is raised in ${names(raised)}.`;
}

function costSentence(groups: readonly TrustGroup[]): string {
  const found = extremes(groups, ({ cpu }) => cpu.mean);
  if (found === null) return "";
  const [least, most] = found;
  if (least.value <= 0 || most.value < NOTICEABLE * least.value) return "";
  const times = figure(most.value / least.value);
  return `Most CPU time went to ${most.label}: ${times} times that of ${least.label}.`;
}

/** How far which model carries, where that was not heeded, and which cost most. */
export function trustReading(groups: readonly TrustGroup[], longest: number): string {
  return [lengthSentence, overreachSentence, alarmSentence, costSentence]
    .map((sentence) => sentence(groups, longest))
    .filter((words) => words !== "")
    .join(" ");
}
