import { useQueries } from "@tanstack/react-query";
import { useState } from "react";

import type { GroupsQuery } from "./address";
import { groupPageQuery, type RunGroup } from "./api";
import { listedRuns, type ListRow } from "./listed-runs";

/** Of each group where the pages begin that were asked for beyond its first. */
type Cursors = ReadonlyMap<string, readonly string[]>;

const NONE: Cursors = new Map();

/** The groups as rows, each open one with its runs, of which more are loaded when asked for. */
export function useOpenGroups(
  query: GroupsQuery | null,
  groups: readonly RunGroup[],
  open: readonly string[],
): ListRow[] {
  const asked = JSON.stringify(query);
  const [further, setFurther] = useState({ asked, cursors: NONE });
  const cursors = further.asked === asked ? further.cursors : NONE;
  const shown = groups.filter(({ mark }) => open.includes(mark));
  const pages = shown.flatMap(({ mark }) =>
    [null, ...(cursors.get(mark) ?? [])].map((cursor) => ({ mark, cursor })),
  );
  const told = useQueries({
    queries: pages.map(({ mark, cursor }) => groupPageQuery(query, mark, cursor)),
  });
  return groups.flatMap((group): ListRow[] => {
    const isOpen = open.includes(group.mark);
    const head: ListRow = { kind: "group", group, isOpen };
    if (!isOpen) return [head];
    const own = told.filter((_, at) => pages[at]?.mark === group.mark);
    const known = own.flatMap(({ data }) => (data === undefined ? [] : [data]));
    const rows = listedRuns(known);
    const next = own.at(-1)?.data?.next_cursor ?? null;
    const isLoading = own.some(({ isFetching, data }) => isFetching && data === undefined);
    const left = group.count - rows.length;
    const onMore = (): void => {
      if (next === null) return;
      const before = cursors.get(group.mark) ?? [];
      setFurther({ asked, cursors: new Map([...cursors, [group.mark, [...before, next]]]) });
    };
    const rest: ListRow = {
      kind: "rest",
      group,
      left,
      isLoading,
      onMore: next === null ? null : onMore,
    };
    return next !== null || isLoading ? [head, ...rows, rest] : [head, ...rows];
  });
}
