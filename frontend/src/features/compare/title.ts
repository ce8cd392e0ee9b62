/** The question that a comparison asks, from what differs. */

export interface Compared {
  runs: number;
  groups: number;
  groupBy: readonly string[];
  environments: readonly string[];
  /** The run's name, when there is one run only. */
  name: string | undefined;
}

function listed(paths: readonly string[]): string {
  if (paths.length <= 2) return paths.join(" and ");
  return `${String(paths.length)} settings`;
}

export function composeTitle({ runs, groups, groupBy, environments, name }: Compared): string {
  if (runs === 0) return "Compare runs";
  const [environment] = environments;
  const where = environments.length === 1 && environment !== undefined ? ` on ${environment}` : "";
  if (runs === 1)
    return `How far ahead can the model see${name === undefined ? "" : ` in ${name}`}?`;
  if (groupBy.length === 1 && groupBy[0] === "run") {
    return `How do these ${runs} runs differ${where}?`;
  }
  if (groupBy.length === 0 || groups < 2) return `How much do ${String(runs)} runs vary${where}?`;
  if (groupBy.length === 1 && groupBy[0] === "environment.id") {
    return environments.length === 2
      ? `How do ${environments.join(" and ")} differ?`
      : "How do the environments differ?";
  }
  return `What ${groupBy.length === 1 ? "does" : "do"} ${listed(groupBy)} change${where}?`;
}

/** Whether returns can be set side by side: only within one environment. */
export function returnsComparable(environments: readonly string[]): boolean {
  return new Set(environments).size <= 1;
}
