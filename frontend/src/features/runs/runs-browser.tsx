import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Empty, Failed, Loading } from "@/shared/page/page-states";

import { isFiltered, matchQueryOf, readRunsView, runQueryOf, type RunsView } from "./address";
import { type RunField, runsQuery } from "./api";
import { type ListedRun, listedRuns } from "./listed-runs";
import { LoadMore } from "./load-more";
import { MatchLine } from "./match-line";
import { RunFilters } from "./run-filters";
import { RunsTable } from "./runs-table";
import { SelectionBar } from "./selection-bar";
import { useSelection } from "./use-selection";

interface RunsBrowserProps {
  view: RunsView;
  onView: (view: RunsView) => void;
  /** Only this experiment's runs; `null` for all. */
  experiment: string | null;
  /** What to say when there are no runs at all. */
  empty: ReactNode;
}

/** Runs to look through, choose from and act on; it follows them live. */
export function RunsBrowser({ view, onView, experiment, empty }: RunsBrowserProps) {
  const query = useInfiniteQuery(runsQuery(runQueryOf(view, experiment)));
  const change = (part: Partial<RunsView>): void => {
    onView({ ...view, ...part });
  };
  if (query.data === undefined) {
    if (query.error === null) return <Loading what="runs" />;
    return (
      <>
        <RunFilters view={view} onView={change} />
        <button
          type="button"
          className="link"
          onClick={() => {
            onView(readRunsView({}));
          }}
        >
          Show all, newest first
        </button>
        <Failed error={query.error} retry={query.refetch} />
      </>
    );
  }
  const runs = listedRuns(query.data.pages);
  const total = query.data.pages[0]?.total ?? 0;
  const columns = query.data.pages[0]?.columns ?? [];
  if (total === 0 && !isFiltered(view)) {
    return (
      <Empty title="No runs yet">
        {empty}{" "}
        {!view.archived && (
          <button
            type="button"
            className="link"
            onClick={() => {
              change({ archived: true });
            }}
          >
            Show archived runs
          </button>
        )}
      </Empty>
    );
  }
  return (
    <FoundRuns
      runs={runs}
      columns={columns}
      total={total}
      view={view}
      onView={change}
      experiment={experiment}
      more={
        query.hasNextPage && (
          <LoadMore
            isLoading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        )
      }
    />
  );
}

interface FoundRunsProps {
  runs: readonly ListedRun[];
  columns: readonly RunField[];
  total: number;
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
  experiment: string | null;
  more: ReactNode;
}

function FoundRuns(props: FoundRunsProps) {
  const { runs, columns, total, view, onView, experiment, more } = props;
  const listed = { runs: runs.map(({ run }) => run), total, query: matchQueryOf(view, experiment) };
  const { selection, chosen, select } = useSelection(listed, view.chosen, (written) => {
    onView({ chosen: written });
  });
  return (
    <>
      <RunFilters view={view} onView={onView} />
      <MatchLine view={view} onView={onView} listed={runs.length} total={total} />
      {total === 0 ? (
        <Empty title="No run matches">Take a filter away to see more.</Empty>
      ) : (
        <RunsTable
          runs={runs}
          columns={columns}
          total={total}
          sort={view.sort}
          onSort={(sort) => {
            onView({ sort });
          }}
          withPromises={view.promises}
          selection={selection}
          onSelect={select}
          showsExperiment={experiment === null}
        />
      )}
      {more}
      {(chosen === null || chosen.length > 0) && (
        <SelectionBar
          chosen={chosen}
          total={total}
          onClear={() => {
            select({ what: "none" });
          }}
        />
      )}
    </>
  );
}
