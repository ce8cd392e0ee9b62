/** The comparison's address: every selection, so that copying it shares the view. */

import {
  type CurveSearch,
  type CurveView,
  readCurveView,
  writeCurveView,
} from "@/shared/figure-controls/curve-view";
import {
  choiceOf,
  countOf,
  listOf,
  numberOf,
  said,
  switchOf,
  textOf,
} from "@/shared/address/search-values";
import { type Middle, MIDDLES } from "@/shared/queries/asked-runs";
import { isField } from "@/shared/address/run-fields";

const UNGROUPED = "none";
const LONGEST_TITLE = 200;
const GROUP_KEY = /^([a-z_]+(\.[a-z_]+)*|tag:[^\p{C}]{1,40})$/u;
const MARK = /^[0-9a-f]{10}$/;

export const STATISTICS = ["mean", "median"] as const;

/** What the map of two settings shows: the fields on its axes, and what its colours tell. */
export interface SettingsCells {
  x: string;
  y: string;
  value: string;
  statistic: (typeof STATISTICS)[number];
}

export interface ComparisonView extends CurveView {
  runs: readonly string[];
  experiment: string | undefined;
  /** Spec paths, tags and the like that name a group; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  /** Marks of the groups that are left out of figures. */
  hide: readonly string[];
  /** One line per run beside its group's mean; undefined lets the server choose. */
  seeds: boolean | undefined;
  /** What stands for a group; undefined is the mean. */
  middle: Middle | undefined;
  /** The return that seeds are asked to reach; undefined is the task's own, if it has one. */
  threshold: number | undefined;
  title: string | undefined;
  /** The numbers that runs are plotted by, across and up; undefined where none were chosen. */
  axes: readonly [string, string] | undefined;
  /** Place of the group whose error is drawn by horizon and training time; undefined: not drawn. */
  map: number | undefined;
  /** What the map of two settings shows; undefined where nothing was chosen. */
  cells: SettingsCells | undefined;
  /** The column that orders the table of trust, with "-" from the most; undefined as grouped. */
  sort: string | undefined;
}

export interface ComparisonSearch extends CurveSearch {
  runs?: string;
  experiment?: string;
  group?: string;
  hide?: string;
  seeds?: boolean;
  middle?: Middle;
  threshold?: number;
  title?: string;
  axes?: string;
  map?: number;
  cells?: string;
  sort?: string;
}

function sortOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^-?[a-z_]{1,40}$/.test(text) ? text : undefined;
}

function axesOf(value: unknown): readonly [string, string] | undefined {
  const [x, y] = listOf(value).filter(isField);
  return x === undefined || y === undefined ? undefined : [x, y];
}

/** Fields across and up, the result, and what of it: `rollout.length,seed,real_return,mean`. */
function cellsOf(value: unknown): SettingsCells | undefined {
  const [x, y, result, statistic] = (textOf(value) ?? "").split(",");
  const known = choiceOf(STATISTICS, statistic);
  const fields = [x, y, result].filter((name) => name !== undefined && isField(name));
  const [first, second, third] = fields;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  return first === second || known === undefined
    ? undefined
    : { x: first, y: second, value: third, statistic: known };
}

function writtenCells({ x, y, value, statistic }: SettingsCells): string {
  return [x, y, value, statistic].join(",");
}

function groupingOf(value: unknown): readonly string[] | undefined {
  const paths = listOf(value);
  if (paths.length === 0) return undefined;
  return paths.filter((path) => GROUP_KEY.test(path) && path !== UNGROUPED);
}

export function readComparison(search: Record<string, unknown>): ComparisonView {
  return {
    ...readCurveView(search),
    runs: listOf(search["runs"]),
    experiment: textOf(search["experiment"]),
    groupBy: groupingOf(search["group"]),
    hide: listOf(search["hide"]).filter((mark) => MARK.test(mark)),
    seeds: switchOf(search["seeds"]),
    middle: choiceOf(MIDDLES, search["middle"]),
    threshold: numberOf(search["threshold"]),
    title: textOf(search["title"])?.slice(0, LONGEST_TITLE),
    axes: axesOf(search["axes"]),
    map: countOf(search["map"]),
    cells: cellsOf(search["cells"]),
    sort: sortOf(search["sort"]),
  };
}

export function writeComparison(view: ComparisonView): ComparisonSearch {
  const { groupBy } = view;
  return {
    ...said<ComparisonSearch>({
      runs: joined(view.runs),
      experiment: view.experiment,
      group: groupBy?.length === 0 ? UNGROUPED : groupBy?.join(","),
      hide: joined(view.hide),
      seeds: view.seeds,
      middle: view.middle,
      threshold: view.threshold,
      title: view.title,
      axes: view.axes?.join(","),
      map: view.map,
      cells: view.cells && writtenCells(view.cells),
      sort: view.sort,
    }),
    ...writeCurveView(view),
  };
}

function joined(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join(",");
}
