/** Which runs are asked about and how they are grouped, as every route of groups takes it. */

/** What runs have in common that are too many to be named one by one. */
export interface Among {
  experiment: string | undefined;
  /** An expression of the list of runs. */
  filter: string | undefined;
}

export interface NamedRuns {
  runs: readonly string[];
  /** Names them in place of `runs`. */
  among?: Among | undefined;
}

export interface AskedRuns extends NamedRuns {
  /** What names a group: spec paths, tags and the like; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  /** Marks of groups that are left out of figures and sentences; the others stay as they are. */
  hide?: readonly string[] | undefined;
  /** Marks of groups that the others are read against. */
  baseline?: readonly string[] | undefined;
}

export const MIDDLES = ["mean", "median", "iqm", "seeds"] as const;
/** What stands for a group: undefined is the mean; of single seeds there is none. */
export type Middle = (typeof MIDDLES)[number];

/** What of each group is drawn. */
export interface DrawnLines {
  middle?: Middle | undefined;
  /** One line per run beside its group's; undefined lets the server choose. */
  individual: boolean | undefined;
}

export function lineParameters({ middle, individual }: DrawnLines) {
  return {
    ...(individual === undefined ? {} : { individual }),
    ...(middle === undefined ? {} : { middle }),
  };
}

/** The parameters of groups, without the runs. */
export function groupParameters({ groupBy, hide = [], baseline = [] }: Omit<AskedRuns, "runs">) {
  return {
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
    ...(hide.length === 0 ? {} : { hide: hide.join(",") }),
    ...(baseline.length === 0 ? {} : { baseline: baseline.join(",") }),
  };
}

/** The parameters that name the runs. */
export function runParameters({ runs, among }: NamedRuns) {
  if (among === undefined) return { runs: runs.join(",") };
  return {
    ...(runs.length === 0 ? {} : { runs: runs.join(",") }),
    ...(among.experiment === undefined ? {} : { experiment: among.experiment }),
    ...(among.filter === undefined ? {} : { filter: among.filter }),
  };
}

export function askedParameters({ runs, among, ...groups }: AskedRuns) {
  return { ...runParameters({ runs, among }), ...groupParameters(groups) };
}

/** Whether any runs are asked about. */
export function namesRuns({ runs, among }: NamedRuns): boolean {
  return runs.length > 0 || among?.experiment !== undefined || among?.filter !== undefined;
}

/** Whose changes make an answer old: of those that are not named one by one anybody's. */
export function changesOf({ runs, among }: NamedRuns): { runIds?: readonly string[] } {
  return among === undefined ? { runIds: runs } : {};
}

/** What of a figure's properties asks about runs. */
export function askedOf({ runs, among, groupBy, hide, baseline }: AskedRuns): AskedRuns {
  return { runs, among, groupBy, hide, baseline };
}
