import type { Figure } from "./figure-theme";
import { labelsAt, type Range } from "./line-labels";

/** The parts of a figure's axes that its reader chose, by the axis's name. The rest shows all. */
export type Zoom = Readonly<Record<string, Range>>;

export const WHOLE: Zoom = {};

const END = /^([xy]axis\d*)\.range\[([01])\]$/;

/** The zoom after plotly told of a change of the layout; the same when the change is none of it. */
export function zoomAfter(zoom: Zoom, change: Record<string, unknown>): Zoom {
  const ends: Record<string, [number?, number?]> = {};
  for (const [key, value] of Object.entries(change)) {
    const [, axis, end] = END.exec(key) ?? [];
    if (axis === undefined || typeof value !== "number") continue;
    ends[axis] ??= [];
    ends[axis][end === "0" ? 0 : 1] = value;
  }
  const chosen: Record<string, Range> = {};
  for (const [axis, [from, to]] of Object.entries(ends)) {
    if (from !== undefined && to !== undefined) chosen[axis] = [from, to];
  }
  return Object.keys(chosen).length === 0 ? zoom : { ...zoom, ...chosen };
}

/** A figure's own zoom, with the x axis as the figures are zoomed to that share it. */
export function withLinked(own: Zoom, range: Range | null | undefined): Zoom {
  if (range === undefined) return own;
  const others = Object.entries(own).filter(([axis]) => axis !== "xaxis");
  if (range !== null) return Object.fromEntries([...others, ["xaxis", range]]);
  return others.length === 0 ? WHOLE : Object.fromEntries(others);
}

function isJson(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a zoom's numbers mean: another unit or scale makes them another thing. */
export function axesOf({ layout }: Figure): string {
  return JSON.stringify(
    ["xaxis", "yaxis"].map((name) => {
      const axis = layout[name];
      return isJson(axis) ? [axis["type"], axis["title"], axis["tickmode"]] : null;
    }),
  );
}

/** Ticks that plotly would not choose: of whole steps, and of a symmetric log axis. */
function ticksOf({ layout }: Figure, name: string, range: Range): Record<string, unknown> {
  const meta = isJson(layout["meta"]) ? layout["meta"] : {};
  if (name.startsWith("y")) return isJson(meta["ticks"]) ? ticksWithin(meta["ticks"], range) : {};
  const isShort = typeof meta["few_steps"] === "number" && range[1] - range[0] <= meta["few_steps"];
  return isShort ? { dtick: 1 } : {};
}

/** Of the places that may have a tick, first the weightiest, those in the range that fit. */
function ticksWithin(ticks: Record<string, unknown>, [from, to]: Range): Record<string, unknown> {
  const { at, words, gap } = ticks as { at: number[]; words: string[]; gap: number };
  const kept: number[] = [];
  for (const place of at) {
    const isApart = kept.every((other) => Math.abs(other - place) >= gap * (to - from));
    if (place >= from && place <= to && isApart) kept.push(place);
  }
  return { tickvals: kept, ticktext: kept.map((place) => words[at.indexOf(place)]) };
}

/** The figure as its reader zoomed it: both ends as chosen, whatever has come since. */
export function zoomedFigure(figure: Figure, zoom: Zoom): Figure {
  if (Object.keys(zoom).length === 0) return figure;
  const axes = Object.entries(zoom).map(([name, range]) => {
    const axis = figure.layout[name];
    // The distance between ticks that was right for all is too long for a part.
    const own = isJson(axis) ? { ...axis, ...("dtick" in axis ? { dtick: null } : {}) } : {};
    const ticks = ticksOf(figure, name, range);
    return [name, { ...own, ...ticks, range, autorange: false }] as const;
  });
  const layout = { ...figure.layout, ...Object.fromEntries(axes) };
  return { data: figure.data, layout: { ...layout, annotations: labelsAt(figure, layout) } };
}
