import { type Figure, translucent } from "./figure-theme";

/** Narrower than this, in pixels, a figure has no room for labels beside its lines. */
export const NARROW = 400;

const LINE_HEIGHT = 16;
/** Numbers of four digits beside an axis: where more is needed, plotly draws all twice. */
const LEFT = 46;
/** What names of two lines take when they stand upright. */
const NAMES_HEIGHT = 64;
/** Letters of a title that stand beside one another on a phone. */
const LONGEST_LINE = 44;
const LABEL_OPACITY = 0.85;
const DIRECT_LABEL = /^(group|role):/;

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLabel({ name }: Json): boolean {
  return typeof name === "string" && DIRECT_LABEL.test(name);
}

/** Labels move from beside the ends of their lines to above them. */
function labelAbove(annotation: unknown, ground: string): unknown {
  if (!isJson(annotation) || !isLabel(annotation)) return annotation;
  // A line that runs behind its label must not strike it through.
  const bgcolor = translucent(ground, LABEL_OPACITY);
  return { ...annotation, xanchor: "right", xshift: -2, yshift: 9, bgcolor, borderpad: 0 };
}

/** Titles break before whose they are, where they are long, and before the unit. */
function brokenTitle(text: string): string {
  const [name = "", ...unit] = text.split(" (");
  const lines = name.length > LONGEST_LINE ? name.replace(", ", ",<br>") : name;
  return [lines, ...unit].join("<br>(");
}

function titled(annotation: unknown): unknown {
  if (!isJson(annotation) || isLabel(annotation)) return annotation;
  const { text } = annotation;
  return typeof text === "string"
    ? { ...annotation, text: brokenTitle(text), align: "left" }
    : annotation;
}

/** The most lines of a title: what must have room above the plot. */
function linesOf(annotations: readonly unknown[]): number {
  const texts = annotations.map((one) => (isJson(one) && !isLabel(one) ? one["text"] : ""));
  return Math.max(...texts.map((text) => String(text).split("<br>").length), 1);
}

/** Pixels that a number at the foot of a figure takes, with air beside it. */
const TICK_WIDTH = 84;
const FEWEST_TICKS = 3;

/** As few numbers at the foot as stand upright side by side; names there are left as they are. */
export function withRoomForTicks(layout: Json, width: number): Json {
  const { xaxis } = layout;
  if (!isJson(xaxis) || Array.isArray(xaxis["ticktext"]) || "dtick" in xaxis) return layout;
  const nticks = Math.max(FEWEST_TICKS, Math.floor(width / TICK_WIDTH));
  return { ...layout, xaxis: { ...xaxis, tickangle: 0, nticks } };
}

/** Names of points side by side stand upright. */
function narrowAxis(axis: unknown): unknown {
  return hasNames(axis) ? { ...axis, tickangle: -90, automargin: true } : axis;
}

function hasNames(axis: unknown): axis is Json {
  return isJson(axis) && Array.isArray(axis["ticktext"]);
}

function isApart({ layout: { meta } }: Figure): boolean {
  return isJson(meta) && meta["is_apart"] === true;
}

function titledAll({ layout: { annotations } }: Figure): unknown[] {
  return Array.isArray(annotations) ? annotations.map(titled) : [];
}

/** Further lines of the title, in pixels: the first has the margin's own room. */
function titleRoom(notes: readonly unknown[]): number {
  return LINE_HEIGHT * (linesOf(notes) - 1);
}

/** How high a figure is on a narrow screen, so that its lines have as much room as on a wide one. */
export function narrowHeight(figure: Figure, height: number): number {
  const names = isApart(figure) && hasNames(figure.layout["xaxis"]) ? NAMES_HEIGHT : 0;
  return height + titleRoom(titledAll(figure)) + names;
}

/** The figure for a narrow screen, on this ground: the same lines, with margins that leave them room. */
export function narrowFigure(figure: Figure, ground: string): Figure {
  const { data, layout } = figure;
  const own = isJson(layout["margin"]) ? layout["margin"] : {};
  const top = typeof own["t"] === "number" ? own["t"] : LINE_HEIGHT;
  const notes = titledAll(figure);
  const margin = { ...own, l: LEFT, t: top + titleRoom(notes) };
  if (isApart(figure)) {
    const xaxis = narrowAxis(layout["xaxis"]);
    return { data, layout: { ...layout, margin, annotations: notes, xaxis } };
  }
  const annotations = notes.map((one) => labelAbove(one, ground));
  return { data, layout: { ...layout, margin: { ...margin, r: 8 }, annotations } };
}
