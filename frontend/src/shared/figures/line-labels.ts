/** Labels at the ends of lines, where a zoomed figure's lines end. */

import type { Figure } from "./figure-theme";

export type Range = readonly [number, number];

type Json = Record<string, unknown>;

interface Point {
  x: number;
  y: number;
}

const DIRECT_LABEL = /^(group|role):/;
/** The least distance of neighbours, as a share of the height; the server keeps it too. */
const GAP = 0.07;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The numbers of a trace: a list, or the bytes that plotly for Python writes arrays as. */
export function numbersOf(values: unknown): readonly number[] {
  if (Array.isArray(values)) return values.map((value) => (value === null ? NaN : Number(value)));
  if (!isJson(values) || typeof values["bdata"] !== "string") return [];
  const { buffer } = Uint8Array.from(atob(values["bdata"]), (letter) => letter.charCodeAt(0));
  const kinds = {
    f8: Float64Array,
    f4: Float32Array,
    i1: Int8Array,
    i2: Int16Array,
    i4: Int32Array,
    u1: Uint8Array,
    u2: Uint16Array,
    u4: Uint32Array,
  };
  const kind = Object.entries(kinds).find(([name]) => name === values["dtype"])?.[1];
  return kind === undefined ? [] : Array.from(new kind(buffer));
}

function rangeOf(axis: unknown): Range | null {
  if (!isJson(axis) || !Array.isArray(axis["range"])) return null;
  const [from, to] = axis["range"] as unknown[];
  return typeof from === "number" && typeof to === "number" ? [from, to] : null;
}

/** The points of a line as its axes count them; what is not finite is left out. */
function pointsOf(trace: Json, isLog: boolean): readonly Point[] {
  const y = numbersOf(trace["y"]);
  return numbersOf(trace["x"])
    .map((x, at) => ({ x, y: isLog ? Math.log10(y[at] ?? NaN) : (y[at] ?? NaN) }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
}

/** Where a line leaves the range on the right, or ends in it; null when it is not in it. */
export function endWithin(points: readonly Point[], [from, to]: Range): Point | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const goesRight = points.every((point, at) => at === 0 || point.x >= (points[at - 1]?.x ?? 0));
  if (!goesRight || last.x <= to) return last.x >= from && last.x <= to ? last : null;
  const after = points.findIndex(({ x }) => x > to);
  const [left, right] = [points[after - 1], points[after]];
  if (left === undefined || right === undefined) return null;
  const share = (to - left.x) / (right.x - left.x);
  return { x: to, y: left.y + share * (right.y - left.y) };
}

function nameOf(trace: Json): string {
  const meta = isJson(trace["meta"]) ? trace["meta"] : {};
  const group = meta["group"];
  return typeof group === "number" && meta["role"] !== "band"
    ? `group:${group}`
    : `role:${String(meta["role"])}`;
}

function heightIn([low, high]: Range, y: number): number {
  return (y - low) / (high - low);
}

/** Heights moved up or down until neighbours are `gap` apart, in their order. */
export function keptApart(heights: readonly number[], gap: number): number[] {
  const room = Math.min(gap, 1 / Math.max(1, heights.length));
  const order = heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  order.forEach((at, rank) => {
    const below = order[rank - 1];
    const least = below === undefined ? 0 : (placed[below] ?? 0) + room;
    placed[at] = Math.max(placed[at] ?? 0, least);
  });
  [...order].reverse().forEach((at, rank) => {
    placed[at] = Math.min(placed[at] ?? 0, 1 - rank * room);
  });
  return placed;
}

/**
 * The figure's annotations under the ranges of this layout: labels of lines stand where their lines
 * leave the picture, and those of lines that do not reach its right edge in view are gone.
 */
export function labelsAt(figure: Figure, layout: Json): readonly unknown[] {
  const all = figure.layout["annotations"];
  const annotations: readonly unknown[] = Array.isArray(all) ? all : [];
  const was = rangeOf(figure.layout["yaxis"]);
  const [x, y] = [rangeOf(layout["xaxis"]), rangeOf(layout["yaxis"])];
  if (was === null || x === null || y === null) return annotations;
  const isLog = isJson(layout["yaxis"]) && layout["yaxis"]["type"] === "log";
  const isLabel = (one: unknown): one is Json =>
    isJson(one) && typeof one["name"] === "string" && DIRECT_LABEL.test(one["name"]);
  const seen = annotations.filter(isLabel).flatMap((label) => {
    const lines = figure.data
      .filter((trace) => nameOf(trace) === label["name"])
      .map((trace) => pointsOf(trace, isLog));
    const end = endWithin(closest(lines, Number(label["y"]), was), x);
    const height = end === null ? NaN : heightIn(y, end.y);
    return height >= 0 && height <= 1 ? [{ label, height }] : [];
  });
  const heights = keptApart(
    seen.map(({ height }) => height),
    GAP,
  );
  return [
    ...annotations.filter((one) => !isLabel(one)),
    ...seen.map(({ label }, at) => ({ ...label, y: heights[at] })),
  ];
}

/** Of lines with one name (two policies, several seeds) the one that ends where the label stood. */
function closest(
  lines: readonly (readonly Point[])[],
  height: number,
  range: Range,
): readonly Point[] {
  const distance = (points: readonly Point[]): number => {
    const last = points.at(-1);
    return last === undefined ? Infinity : Math.abs(heightIn(range, last.y) - height);
  };
  return lines.toSorted((a, b) => distance(a) - distance(b))[0] ?? [];
}
