/** Words about the groups of a comparison. */

import type { ComparedGroup } from "@/shared/queries/comparison-query";

/** How many seeds a group has, and how many of its runs are not done. */
export function groupNote({ seeds, statuses }: Pick<ComparedGroup, "seeds" | "statuses">): string {
  const unfinished = Object.entries(statuses)
    .filter(([status, runs]) => status !== "succeeded" && runs > 0)
    .map(([status, runs]) => `${runs} ${status}`);
  return [`${seeds} ${seeds === 1 ? "seed" : "seeds"}`, ...unfinished].join(", ");
}

/** What an interval is over: "5 seeds", or "3 to 5 seeds" where groups differ. */
export function seedsWords(groups: readonly Pick<ComparedGroup, "seeds">[]): string {
  const seeds = groups.map((group) => group.seeds);
  const least = Math.min(...seeds);
  const most = Math.max(...seeds);
  if (groups.length === 0) return "";
  if (most <= 1) return "one seed each, so no interval";
  const many = least === most ? `${most} seeds` : `${least} to ${most} seeds`;
  return `mean and 95 % interval over ${many}`;
}

/** "15 runs in 3 groups"; a single group is not mentioned. */
export function sizeWords(runs: number, groups: number): string {
  const many = `${runs} ${runs === 1 ? "run" : "runs"}`;
  return groups > 1 ? `${many} in ${groups} groups` : many;
}
