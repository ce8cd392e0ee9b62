import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useReducer, useState } from "react";

import type { MatchQuery, RunsView } from "./address";
import { type ChosenRun, matchedQuery, type Run } from "./api";
import {
  extended,
  isSelected,
  NOTHING_SELECTED,
  readSelection,
  type Selection,
  toggled,
  toggledAll,
  toggledTogether,
  writtenSelection,
} from "./selection";

/** One row, the rows up to one, some together, all that match, or none. */
export type Choice =
  | { what: "row"; id: string }
  | { what: "up-to"; id: string }
  | { what: "together"; ids: readonly string[] }
  | { what: "all" }
  | { what: "none" };

interface Listed {
  /** The rows that are loaded, in order. */
  runs: readonly Run[];
  /** Rows that there are, loaded or not. */
  total: number;
  /** What they match. */
  query: MatchQuery;
}

interface ChosenRuns {
  selection: Selection;
  /** What is chosen and matches, in order; `null` until those out of sight are known. */
  chosen: readonly ChosenRun[] | null;
  /** Stable, so that rows need no redrawing. */
  select: (choice: Choice) => void;
  /** All runs may be chosen next: those out of sight are asked for, so that nobody waits for them. */
  askForAll: () => void;
}

/** The chosen runs of a list, loaded or not. The address holds the choice where it is short. */
export function useSelection(
  { runs, total, query }: Listed,
  written: RunsView["chosen"],
  onWritten: (chosen: RunsView["chosen"]) => void,
): ChosenRuns {
  const order = runs.map(({ id }) => id);
  const isWhole = runs.length === total;
  // What is known of rows out of sight; whether to ask depends on what is chosen, below.
  const { data: matched } = useQuery({ ...matchedQuery(query), enabled: false });
  // React runs the reducer while rendering, so it sees the order that is on the screen.
  const reduce = (before: Selection, choice: Choice): Selection => {
    const all = (isWhole ? undefined : matched)?.map(({ id }) => id) ?? order;
    switch (choice.what) {
      case "row":
        return toggled(before, choice.id, all);
      case "up-to":
        return extended(before, choice.id, order, all);
      case "together":
        return toggledTogether(before, choice.ids, all);
      case "all":
        return toggledAll(before, total);
      case "none":
        return NOTHING_SELECTED;
    }
  };
  const [selection, select] = useReducer(reduce, written, readSelection);
  useForgetAll(query, selection, select);
  const loaded = new Set(order);
  const isBeyond =
    !isWhole && (selection.ids === "all" || [...selection.ids].some((id) => !loaded.has(id)));
  useQuery({ ...matchedQuery(query), enabled: isBeyond });
  const known: readonly ChosenRun[] | undefined = isBeyond ? matched : runs;
  useWritten(selection, written, onWritten);
  const client = useQueryClient();
  const askForAll = (): void => {
    // What fails here is asked again, and said, when all are chosen.
    if (!isWhole) client.query(matchedQuery(query)).catch(() => undefined);
  };
  return {
    selection,
    askForAll,
    chosen: known?.filter(({ id }) => isSelected(selection, id)) ?? null,
    select,
  };
}

/** All that match a filter are not all that match the next one. */
function useForgetAll(
  query: MatchQuery,
  selection: Selection,
  select: (choice: Choice) => void,
): void {
  const asked = JSON.stringify({ ...query, sort: "" });
  const [before, setBefore] = useState(asked);
  if (before === asked) return;
  setBefore(asked);
  if (selection.ids === "all") select({ what: "none" });
}

/** Writes a choice into the address when it changes. */
function useWritten(
  selection: Selection,
  before: RunsView["chosen"],
  onWritten: (chosen: RunsView["chosen"]) => void,
): void {
  const chosen = writtenSelection(selection);
  const text = String(chosen);
  const write = useEffectEvent(() => {
    if (text !== String(before)) onWritten(chosen);
  });
  useEffect(() => {
    write();
  }, [text]);
}
