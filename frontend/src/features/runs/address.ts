/** Which runs the list shows, and in which order: all of it is in the address. */

import type { paths } from "@/client/schema";
import { joined, listOf, said, textOf } from "@/shared/address/search-values";
import { isField } from "@/shared/address/run-fields";
import { STATUSES } from "@/shared/tables/status-word";

export type RunQuery = NonNullable<paths["/api/v1/runs"]["get"]["parameters"]["query"]>;
export type MatchQuery = NonNullable<paths["/api/v1/runs/matching"]["get"]["parameters"]["query"]>;
export type GroupsQuery = NonNullable<paths["/api/v1/runs/groups"]["get"]["parameters"]["query"]>;
/** A field; `-` before it reverses the order. */
export type Sort = NonNullable<RunQuery["sort"]>;
type Status = (typeof STATUSES)[number];

export const NEWEST_FIRST: Sort = "-created_at";

const MOST_COLUMNS = 12;
const MOST_FIELDS = 6;
/** So many groups may be open at once: each asks for its own runs. */
export const MOST_OPEN = 30;
const MARK = /^[0-9a-f]{10}$/;
const TAG_KEY = /^tag:.{1,40}$/;
const ID = /^[0-9a-z]{1,40}$/;
/** So many ids an address may hold and still be copied by hand. */
export const MOST_CHOSEN = 40;

export interface RunsView {
  q: string;
  /** An expression, such as `rollout.length >= 5`. */
  filter: string;
  status: readonly Status[];
  environment: readonly string[];
  version: readonly string[];
  tag: readonly string[];
  /** Further columns, by their fields. */
  columns: readonly string[];
  sort: Sort;
  /** What runs of a group have in common; nothing where runs stand by themselves. */
  groupBy: readonly string[];
  /** Marks of the groups whose runs are shown. */
  open: readonly string[];
  /** Whether archived runs are among them. */
  archived: boolean;
  /** Whether the small curves have what the model promised, too. */
  promises: boolean;
  /** The saved view that this began as. */
  view: string | null;
  /** The runs that are chosen; `all` that match. Longer choices are not in the address. */
  chosen: readonly string[] | "all";
}

export interface RunsSearch {
  q?: string;
  filter?: string;
  status?: string;
  environment?: string;
  version?: string;
  tag?: string;
  columns?: string;
  sort?: Sort;
  group_by?: string;
  open?: string;
  archived?: string;
  promises?: string;
  view?: string;
  chosen?: string;
}

/** The view that an address asks for. Whatever is malformed is left out; it never throws. */
export function readRunsView(search: Record<string, unknown>): RunsView {
  return {
    q: (textOf(search["q"]) ?? "").slice(0, 200),
    filter: (textOf(search["filter"]) ?? "").slice(0, 1_000),
    status: STATUSES.filter((status) => listOf(search["status"]).includes(status)),
    environment: listOf(search["environment"]),
    version: listOf(search["version"]),
    tag: listOf(search["tag"]),
    columns: listOf(search["columns"]).filter(isField).slice(0, MOST_COLUMNS),
    sort: sortOf(textOf(search["sort"])),
    groupBy: listOf(search["group_by"]).filter(isGroupKey).slice(0, MOST_FIELDS),
    open: listOf(search["open"])
      .filter((mark) => MARK.test(mark))
      .slice(0, MOST_OPEN),
    archived: textOf(search["archived"]) === "true",
    promises: textOf(search["promises"]) === "true",
    view: listOf(search["view"]).find((id) => ID.test(id)) ?? null,
    chosen: chosenOf(listOf(search["chosen"])),
  };
}

function isGroupKey(text: string): boolean {
  return isField(text) || TAG_KEY.test(text);
}

function chosenOf(written: readonly string[]): RunsView["chosen"] {
  return written.includes("all")
    ? "all"
    : written.filter((id) => ID.test(id)).slice(0, MOST_CHOSEN);
}

function sortOf(text: string | undefined): Sort {
  return text !== undefined && isField(text.replace(/^-/, "")) ? text : NEWEST_FIRST;
}

/** The address of a view, without what is at its default. */
export function writeRunsView(view: RunsView): RunsSearch {
  return said<RunsSearch>({
    q: joined(view.q),
    filter: joined(view.filter),
    status: joined(view.status),
    environment: joined(view.environment),
    version: joined(view.version),
    tag: joined(view.tag),
    columns: joined(view.columns),
    sort: view.sort === NEWEST_FIRST ? undefined : view.sort,
    group_by: joined(view.groupBy),
    open: view.groupBy.length === 0 ? undefined : joined(view.open),
    archived: view.archived ? "true" : undefined,
    promises: view.promises ? "true" : undefined,
    view: view.view ?? undefined,
    chosen: joined(view.chosen),
  });
}

/** What the server is asked for a view. */
export function runQueryOf(view: RunsView, experiment: string | null): RunQuery {
  const { columns } = writeRunsView(view);
  return { ...matchQueryOf(view, experiment), ...(columns === undefined ? {} : { columns }) };
}

/** The same without what is shown of each run. */
export function matchQueryOf(view: RunsView, experiment: string | null): MatchQuery {
  const written = writeRunsView(view);
  const { sort = NEWEST_FIRST, q, filter, status, environment, version, tag } = written;
  return said<MatchQuery>({
    q,
    filter,
    status,
    environment,
    version,
    tag,
    sort,
    archived: view.archived ? true : undefined,
    experiment: experiment ?? undefined,
  });
}

/** What groups are asked for; nothing where runs are in none. */
export function groupsQueryOf(view: RunsView, experiment: string | null): GroupsQuery | null {
  const { group_by: groupBy } = writeRunsView(view);
  return groupBy === undefined ? null : { ...runQueryOf(view, experiment), group_by: groupBy };
}

/** What is saved of a view: all but which runs are chosen and which groups are open. */
export function savedPart(view: RunsView): Omit<RunsSearch, "view" | "chosen" | "open"> {
  return writeRunsView({ ...view, view: null, chosen: [], open: [] });
}

/** Whether anything is filtered out. */
export function isFiltered(view: RunsView): boolean {
  const { q, filter, status, environment, version, tag } = view;
  return (
    q !== "" ||
    filter !== "" ||
    [status, environment, version, tag].some((chosen) => chosen.length > 0)
  );
}

/** The order after a click on a column: its better end first, then the other way round. */
export function nextSort(current: Sort, column: Sort, firstDescending: boolean): Sort {
  const [first, second] = firstDescending ? [`-${column}`, column] : [column, `-${column}`];
  return current === first ? second : first;
}
