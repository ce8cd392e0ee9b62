import {
  type InfiniteData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  type UseQueryResult,
} from "@tanstack/react-query";

import { groupsQueryOf, runQueryOf, type RunsView } from "./address";
import { groupsQuery, type RunField, type RunGroups, type RunsPage, runsQuery } from "./api";
import { listedRuns, type ListRow } from "./listed-runs";
import { useOpenGroups } from "./use-open-groups";

interface ListedRows {
  /** `undefined` until they are known. */
  rows: readonly ListRow[] | undefined;
  /** The columns that a reader added. */
  columns: readonly RunField[];
  /** Runs that match, loaded or not. */
  total: number;
  /** Groups that these are in; null where they stand by themselves. */
  groups: number | null;
  error: Error | null;
  retry: () => unknown;
  /** What loads the next runs of a list without groups; null where there are none. */
  more: { isLoading: boolean; onMore: () => void } | null;
}

/** What a list shows: runs, or groups with the runs of those that are open. */
export function useListedRows(view: RunsView, experiment: string | null): ListedRows {
  const grouping = groupsQueryOf(view, experiment);
  const list = useInfiniteQuery({
    ...runsQuery(runQueryOf(view, experiment)),
    enabled: grouping === null,
  });
  const grouped = useQuery(groupsQuery(grouping));
  const ofGroups = useOpenGroups(grouping, grouped.data?.items ?? [], view.open);
  return grouping === null ? asList(list) : asGroups(grouped, ofGroups);
}

function asGroups({ data, error, refetch }: UseQueryResult<RunGroups>, rows: readonly ListRow[]) {
  const known = data ?? { columns: [], runs: 0, total: 0 };
  return {
    rows: data && rows,
    columns: known.columns,
    total: known.runs,
    groups: known.total,
    error,
    retry: refetch,
    more: null,
  };
}

function asList(list: UseInfiniteQueryResult<InfiniteData<RunsPage>>): ListedRows {
  const { data, error, refetch, hasNextPage, isFetchingNextPage } = list;
  const { columns, total } = data?.pages[0] ?? { columns: [], total: 0 };
  const onMore = (): void => void list.fetchNextPage();
  return {
    rows: data && listedRuns(data.pages),
    columns,
    total,
    groups: null,
    error,
    retry: refetch,
    more: hasNextPage ? { isLoading: isFetchingNextPage, onMore } : null,
  };
}
