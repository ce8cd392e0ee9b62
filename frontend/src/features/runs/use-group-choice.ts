import { useQueryClient } from "@tanstack/react-query";

import { tellFailure } from "@/shared/requests/offers-to-undo";

import type { GroupsQuery, MatchQuery } from "./address";
import { matchedQuery } from "./api";
import type { Selection } from "./selection";
import type { Choice } from "./use-selection";

/** Choosing groups whole: which runs each has is asked for when it is chosen. */
export function useGroupChoice(
  query: MatchQuery,
  groupBy: GroupsQuery["group_by"] | undefined,
  { ids }: Selection,
  select: (choice: Choice) => void,
) {
  const client = useQueryClient();
  const queryOf = (mark: string) =>
    matchedQuery({
      ...query,
      ...(groupBy === undefined ? {} : { group_by: groupBy, group: mark }),
    });
  const choiceOf = (mark: string): "all" | "some" | "none" => {
    if (ids === "all") return "all";
    const own = client.getQueryData(queryOf(mark).queryKey)?.map(({ id }) => id) ?? [];
    const chosen = own.filter((id) => ids.has(id)).length;
    if (chosen === 0) return "none";
    return chosen === own.length ? "all" : "some";
  };
  const onChooseGroup = (mark: string): void => {
    client.query({ ...queryOf(mark), staleTime: 0 }).then(
      (runs) => {
        select({ what: "together", ids: runs.map(({ id }) => id) });
      },
      (error: unknown) => {
        tellFailure(error instanceof Error ? error : new Error(String(error)));
      },
    );
  };
  return { choiceOf, onChooseGroup };
}
