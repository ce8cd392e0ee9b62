/** Lines of a log: which are shown, and how a file holds them. */

import type { Schema } from "@/client/client";

export type LogLine = Schema<"LogLine">;

export const LEVELS = ["debug", "info", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];

/** Lines shown at first, and more of them each time that the reader asks; the file has them all. */
export const SHOWN = 100;

/** The last lines, at most `most`, and how many came before them. */
export function tail(
  lines: readonly LogLine[],
  most: number,
): { last: readonly LogLine[]; before: number } {
  const before = Math.max(0, lines.length - most);
  return { last: lines.slice(before), before };
}

/** The whole log as text, one line each. */
export function written(lines: readonly LogLine[]): string {
  return lines.map(({ at, level, message }) => `${at} ${level.padEnd(7)} ${message}\n`).join("");
}

/** The time of day of a line, to the second, where the reader is. */
export function clock(at: string): string {
  return new Date(at).toLocaleTimeString("en-GB");
}
