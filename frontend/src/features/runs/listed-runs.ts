import type { Run, RunsPage } from "./api";

export type Value = RunsPage["values"][number][number];

/** A run of a list, with its values of the columns that a reader added. */
export interface ListedRun {
  run: Run;
  values: readonly Value[];
}

/** The runs of all pages, in order. */
export function listedRuns(pages: readonly RunsPage[]): ListedRun[] {
  return pages.flatMap(({ items, values }) =>
    items.map((run, at) => ({ run, values: values[at] ?? [] })),
  );
}
