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

function aboutOne(name: string | undefined): string {
  return `How far ahead can the model see${name === undefined ? "" : ` in ${name}`}?`;
}

function aboutEnvironments(environments: readonly string[]): string {
  const names = environments.length === 2 ? environments.join(" and ") : "the environments";
  return `How do ${names} differ?`;
}

/** Runs of several versions differ in much that follows from it; what is asked is how they compare. */
function aboutSettings(groupBy: readonly string[], where: string): string {
  if (groupBy.length > 2) {
    if (groupBy.includes("algorithm.version"))
      return `How do the algorithm versions compare${where}?`;
    if (groupBy.includes("algorithm.improver")) return `How do the improvers compare${where}?`;
  }
  return `What ${groupBy.length === 1 ? "does" : "do"} ${listed(groupBy)} change${where}?`;
}

export function composeTitle({ runs, groups, groupBy, environments, name }: Compared): string {
  if (runs === 0) return "Compare runs";
  if (runs === 1) return aboutOne(name);
  const [environment] = environments;
  const where = environments.length === 1 && environment !== undefined ? ` on ${environment}` : "";
  const only = groupBy.length === 1 ? groupBy[0] : undefined;
  if (only === "run") return `How do these ${runs} runs differ${where}?`;
  if (groupBy.length === 0 || groups < 2) return `How much do ${runs} runs vary${where}?`;
  if (only === "environment.id") return aboutEnvironments(environments);
  return aboutSettings(groupBy, where);
}

/** Whether returns can be set side by side: only within one environment. */
export function returnsComparable(environments: readonly string[]): boolean {
  return new Set(environments).size <= 1;
}
