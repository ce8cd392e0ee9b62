/** Which runs are asked about and how they are grouped, as every route of groups takes it. */

export interface AskedRuns {
  runs: readonly string[];
  /** What names a group: spec paths, tags and the like; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  /** Marks of groups that are left out of figures and sentences; the others stay as they are. */
  hide?: readonly string[] | undefined;
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
