/** What is said of a page that is being published. */

import type { Schema } from "@/client/client";

type Made = Schema<"Publication">;

/** Whether nothing is made any more: it is done, or never will be. */
export function isMade({ state }: Pick<Made, "state">): boolean {
  return state !== "waiting" && state !== "running";
}

export function sizeWords(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The name of the file: its title, as every system takes it. */
export function savedName({ title, form }: Pick<Made, "title" | "form">): string {
  const plain = title.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${plain === "" ? "results" : plain.slice(0, 60)}.${form}`;
}
