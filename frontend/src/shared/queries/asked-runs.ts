/** Which runs are asked about and how they are grouped, as every route of groups takes it. */

export interface AskedRuns {
  runs: readonly string[];
  /** What names a group: spec paths, tags and the like; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  /** Marks of groups that are left out of figures and sentences; the others stay as they are. */
  hide?: readonly string[] | undefined;
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
export function groupParameters({ groupBy, hide = [] }: Pick<AskedRuns, "groupBy" | "hide">) {
  return {
    ...(groupBy === undefined ? {} : { group_by: groupBy.join(",") }),
    ...(hide.length === 0 ? {} : { hide: hide.join(",") }),
  };
}

export function askedParameters({ runs, ...groups }: AskedRuns) {
  return { runs: runs.join(","), ...groupParameters(groups) };
}
