import type { ReactNode } from "react";

import { Empty, Failed, Loading } from "@/shared/page/page-states";

import {
  isFiltered,
  matchQueryOf,
  MOST_OPEN,
  readRunsView,
  runQueryOf,
  type RunsView,
} from "./address";
import type { RunField } from "./api";
import { type ListRow, runsAmong } from "./listed-runs";
import { LoadMore } from "./load-more";
import { MatchLine } from "./match-line";
import { RunFilters } from "./run-filters";
import { RunsTable } from "./runs-table";
import { SelectionBar } from "./selection-bar";
import { useGroupChoice } from "./use-group-choice";
import { useListedRows } from "./use-listed-rows";
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
  const { rows, columns, total, groups, error, retry, more } = useListedRows(view, experiment);
  const change = (part: Partial<RunsView>): void => {
    onView({ ...view, ...part });
  };
  if (rows === undefined) {
    if (error === null) return <Loading what="runs" />;
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
        <Failed error={error} retry={retry} />
      </>
    );
  }
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
      rows={rows}
      columns={columns}
      total={total}
      groups={groups}
      view={view}
      onView={change}
      experiment={experiment}
      more={more && <LoadMore {...more} />}
    />
  );
}

interface FoundRunsProps {
  rows: readonly ListRow[];
  columns: readonly RunField[];
  total: number;
  groups: number | null;
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
  experiment: string | null;
  more: ReactNode;
}

function FoundRuns(props: FoundRunsProps) {
  const { rows, columns, total, groups, view, onView, experiment, more } = props;
  const runs = runsAmong(rows);
  const query = matchQueryOf(view, experiment);
  const { selection, chosen, select, askForAll } = useSelection(
    { runs, total, query },
    view.chosen,
    (written) => {
      onView({ chosen: written });
    },
  );
  const groupBy = view.groupBy.length === 0 ? undefined : view.groupBy.join(",");
  const ofGroups = useGroupChoice(query, groupBy, selection, select);
  return (
    <>
      <RunFilters view={view} onView={onView} />
      <MatchLine
        view={view}
        onView={onView}
        listed={runs.length}
        total={total}
        groups={groups}
        query={runQueryOf(view, experiment)}
      />
      {total === 0 ? (
        <Empty title="No run matches">Take a filter away to see more.</Empty>
      ) : (
        <RunsTable
          rows={rows}
          columns={columns}
          total={total}
          sort={view.sort}
          onSort={(sort) => {
            onView({ sort });
          }}
          withPromises={view.promises}
          selection={selection}
          onSelect={select}
          onNearAll={askForAll}
          {...ofGroups}
          onOpen={(mark) => {
            onView({ open: opened(view.open, mark) });
          }}
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

/** With this group open, or closed where it is open; of too many the first one closes. */
function opened(open: readonly string[], mark: string): readonly string[] {
  if (open.includes(mark)) return open.filter((each) => each !== mark);
  return [...open, mark].slice(-MOST_OPEN);
}
