/** The rows of a list: its runs, and where they are in groups, these. */

import type { Run, RunGroup, RunsPage } from "./api";

export type Value = RunsPage["values"][number][number];

/** A run of a list, with its values of the columns that a reader added. */
export interface ListedRun {
  kind: "run";
  run: Run;
  values: readonly Value[];
}

/** A group, above its runs where it is open. */
export interface GroupHead {
  kind: "group";
  group: RunGroup;
  isOpen: boolean;
}

/** Stands for runs of an open group that are not loaded: how many, and what loads some. */
export interface GroupRest {
  kind: "rest";
  group: RunGroup;
  left: number;
  isLoading: boolean;
  /** Asks for the next ones; null while nothing can be asked. */
  onMore: (() => void) | null;
}

export type ListRow = ListedRun | GroupHead | GroupRest;

/** The runs of all pages, in order. */
export function listedRuns(pages: readonly RunsPage[]): ListedRun[] {
  return pages.flatMap(({ items, values }) =>
    items.map((run, at) => ({ kind: "run", run, values: values[at] ?? [] })),
  );
}

/** The runs among rows. */
export function runsAmong(rows: readonly ListRow[]): Run[] {
  return rows.flatMap((row) => (row.kind === "run" ? [row.run] : []));
}
