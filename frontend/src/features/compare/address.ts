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
  joined,
  listOf,
  numberOf,
  said,
  switchOf,
  textOf,
} from "@/shared/address/search-values";
import { type Middle, MIDDLES, namesRuns } from "@/shared/queries/asked-runs";
import type { Zooms } from "@/shared/figures/linked-zoom";
import { isField } from "@/shared/address/run-fields";

import { type Panel, panelsOf, writtenPanels } from "./panels";
import { writtenZooms, zoomsOf } from "./zooms";

const ID = /^[0-9a-z]{1,40}$/;
const UNGROUPED = "none";
const LONGEST_TITLE = 200;
const LONGEST_FILTER = 2_000;
const GROUP_KEY = /^([a-z_]+(\.[a-z_]+)*|tag:[^\p{C}]{1,40})$/u;
const RANGE = /^(.+):(-?[\d.]+(?:e[+-]?\d+)?):(-?[\d.]+(?:e[+-]?\d+)?)$/;
export const [FEWEST_AXES, MOST_AXES] = [2, 12];
const MARK = /^[0-9a-f]{10}$/;
/** Of a group, or the id of a single run. */
const BASELINE = /^([0-9a-f]{10}|[0-9a-z]{12})$/;

export const STATISTICS = ["mean", "median"] as const;

/** What the map of two settings shows: the fields on its axes, and what its colours tell. */
export interface SettingsCells {
  x: string;
  y: string;
  value: string;
  statistic: (typeof STATISTICS)[number];
}

/** The axes of parallel coordinates, what their colours tell, and the ranges that are looked at. */
export interface Parallel {
  fields: readonly string[];
  colour: string;
  /** `name:low:high` each. */
  ranges: readonly string[];
}

export interface ComparisonView extends CurveView {
  runs: readonly string[];
  experiment: string | undefined;
  /** Or those that pass an expression of the list of runs. */
  filter: string | undefined;
  /** Spec paths, tags and the like that name a group; undefined lets the server take what differs. */
  groupBy: readonly string[] | undefined;
  /** Marks of the groups that are left out of figures. */
  hide: readonly string[];
  /** Marks of the groups, and ids of the runs, that the others are read against: drawn in ink. */
  baseline: readonly string[];
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
  /** What the parallel coordinates show; undefined where nothing was chosen. */
  parallel: Parallel | undefined;
  /** The column that orders the table of trust, with "-" from the most; undefined as grouped. */
  sort: string | undefined;
  /** The panels that a reader arranged; undefined where figures stand as usual. */
  panels: readonly Panel[] | undefined;
  /** How many panels stand beside one another. */
  columns: 1 | 2;
  /** The parts of axes that panels are zoomed to. */
  zooms: Zooms;
  /** The saved view that this began as. */
  saved: string | undefined;
}

export interface ComparisonSearch extends CurveSearch {
  runs?: string;
  experiment?: string;
  filter?: string;
  group?: string;
  hide?: string;
  baseline?: string;
  seeds?: boolean;
  middle?: Middle;
  threshold?: number;
  title?: string;
  axes?: string;
  map?: number;
  cells?: string;
  parallel?: string;
  parallel_colour?: string;
  ranges?: string;
  sort?: string;
  panels?: string;
  columns?: number;
  zoom?: string;
  view?: string;
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

/** A range that cannot be one of these axes is left out. */
function parallelOf(search: Record<string, unknown>): Parallel | undefined {
  const fields = listOf(search["parallel"]).filter(isField).slice(0, MOST_AXES);
  const colour = textOf(search["parallel_colour"]) ?? "real_return";
  if (fields.length < FEWEST_AXES || !isField(colour)) return undefined;
  const ranges = listOf(search["ranges"]).filter((range) => {
    const [, name = "", low, high] = RANGE.exec(range) ?? [];
    return fields.includes(name) && Number(low) <= Number(high);
  });
  return { fields, colour, ranges };
}

function groupingOf(value: unknown): readonly string[] | undefined {
  const paths = listOf(value);
  if (paths.length === 0) return undefined;
  return paths.filter((path) => GROUP_KEY.test(path) && path !== UNGROUPED);
}

/** How the runs are named where they are not named one by one. */
export function amongOf({ experiment, filter }: Pick<ComparisonView, "experiment" | "filter">) {
  return experiment === undefined && filter === undefined ? undefined : { experiment, filter };
}

/** Whether the address says of any runs that they are compared. */
export function namesAny(view: Pick<ComparisonView, "runs" | "experiment" | "filter">): boolean {
  return namesRuns({ runs: view.runs, among: amongOf(view) });
}

export function readComparison(search: Record<string, unknown>): ComparisonView {
  return {
    ...readCurveView(search),
    runs: listOf(search["runs"]),
    experiment: textOf(search["experiment"]),
    filter: textOf(search["filter"])?.slice(0, LONGEST_FILTER),
    groupBy: groupingOf(search["group"]),
    hide: listOf(search["hide"]).filter((mark) => MARK.test(mark)),
    baseline: listOf(search["baseline"]).filter((mark) => BASELINE.test(mark)),
    seeds: switchOf(search["seeds"]),
    middle: choiceOf(MIDDLES, search["middle"]),
    threshold: numberOf(search["threshold"]),
    title: textOf(search["title"])?.slice(0, LONGEST_TITLE),
    axes: axesOf(search["axes"]),
    map: countOf(search["map"]),
    cells: cellsOf(search["cells"]),
    parallel: parallelOf(search),
    sort: sortOf(search["sort"]),
    panels: "panels" in search ? panelsOf(search["panels"], readComparison) : undefined,
    columns: countOf(search["columns"]) === 1 ? 1 : 2,
    zooms: zoomsOf(search["zoom"]),
    saved: listOf(search["view"]).find((id) => ID.test(id)),
  };
}

export function writeComparison(view: ComparisonView): ComparisonSearch {
  const { groupBy } = view;
  return {
    ...said<ComparisonSearch>({
      runs: joined(view.runs),
      experiment: view.experiment,
      filter: view.filter,
      group: groupBy?.length === 0 ? UNGROUPED : groupBy?.join(","),
      hide: joined(view.hide),
      baseline: joined(view.baseline),
      seeds: view.seeds,
      middle: view.middle,
      threshold: view.threshold,
      title: view.title,
      axes: view.axes?.join(","),
      map: view.map,
      cells: view.cells && writtenCells(view.cells),
      parallel: view.parallel?.fields.join(","),
      parallel_colour: view.parallel?.colour,
      ranges: view.parallel && joined(view.parallel.ranges),
      sort: view.sort,
      panels: view.panels && writtenPanels(view.panels, readComparison, writeComparison),
      columns: view.columns === 1 ? 1 : undefined,
      zoom: joined(writtenZooms(view.zooms)),
      view: view.saved,
    }),
    ...writeCurveView(view),
  };
}
