import { type ColorScheme, groupStyle, type Palette, PALETTES } from "@/shared/theme/palette";
import { FONTS } from "@/shared/theme/theme";

/** A plotly figure as the server sends it: traces and layout, without colours. */
export interface Figure {
  data: readonly Record<string, unknown>[];
  layout: Record<string, unknown>;
}

type Json = Record<string, unknown>;

/** Whether the server left points out that it draws of a smaller part. */
export function isThinned({ layout }: Figure): boolean {
  return asJson(layout["meta"])["is_thinned"] === true;
}

/** Whether its x axis is that of the figures beside it, so that one cursor is shown in all. */
export function isLinked({ layout }: Figure): boolean {
  return asJson(layout["meta"])["is_linked"] !== false;
}

/** The scale of the y axis that the server drew; undefined before it has drawn one. */
export function scaleOf(figure: Figure | undefined): string | undefined {
  const scale = asJson(figure?.layout["meta"])["scale"];
  return typeof scale === "string" ? scale : undefined;
}

interface Meta {
  role: string | null;
  /** Of a band: the role of the line that it surrounds. */
  of: string | null;
  group: number | null;
}

const BAND_OPACITY = 0.14;
const AXIS = /^[xy]axis\d*$/;

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function metaOf(trace: Json): Meta {
  const { role, of, group } = asJson(trace["meta"]);
  return {
    role: typeof role === "string" ? role : null,
    of: typeof of === "string" ? of : null,
    group: typeof group === "number" ? group : null,
  };
}

/** `#rrggbb` with an opacity, as plotly reads it. */
export function translucent(hex: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${red ?? 0}, ${green ?? 0}, ${blue ?? 0}, ${opacity})`;
}

function colorOf({ role, of, group }: Meta, scheme: ColorScheme): string {
  const palette = PALETTES[scheme];
  if ((of ?? role) === "reference") return palette.inkSoft;
  if (group !== null) return groupStyle(group, scheme).color;
  return (of ?? role) === "imagined" ? palette.imagined : palette.real;
}

/** A group whose colour is taken carries a few marks on its line. */
function marked(trace: Json, { role, group }: Meta, scheme: ColorScheme): Json {
  if (group === null || role === "band" || typeof trace["mode"] !== "string") return trace;
  const { symbol } = groupStyle(group, scheme);
  if (symbol === null || !trace["mode"].includes("lines")) return trace;
  const marker = { ...asJson(trace["marker"]), symbol, size: 7, maxdisplayed: 9 };
  return { ...trace, mode: `${trace["mode"]}+markers`, marker };
}

/** Marks whose colours tell numbers. */
function shaded(marker: unknown, scheme: ColorScheme): Json {
  const { sequential } = PALETTES[scheme];
  const colorscale = sequential.map((color, at) => [at / (sequential.length - 1), color] as const);
  return { ...asJson(marker), colorscale };
}

/** A line whose colour tells a number, as a share of the palette. */
function inShade(trace: Json, scheme: ColorScheme): Json {
  const { sequential, ink } = PALETTES[scheme];
  const share = Number(asJson(trace["meta"])["share"]);
  const color = sequential[Math.round(share * (sequential.length - 1))] ?? ink;
  const [line, marker] = [asJson(trace["line"]), asJson(trace["marker"])];
  return { ...trace, line: { ...line, color }, marker: { ...marker, color } };
}

function painted(trace: Json, scheme: ColorScheme): Json {
  const meta = metaOf(trace);
  const color = colorOf(meta, scheme);
  if (meta.role === "band") {
    const line = { ...asJson(trace["line"]), width: 0, color };
    return { ...trace, line, fillcolor: translucent(color, BAND_OPACITY) };
  }
  if (meta.role === "cells") return { ...trace, marker: shaded(trace["marker"], scheme) };
  if (meta.role === "shade") return inShade(trace, scheme);
  if (meta.role === "branch") {
    const marker = asJson(trace["marker"]);
    const { branch, ink } = PALETTES[scheme];
    const edge = { ...asJson(marker["line"]), color: ink };
    return { ...trace, marker: { ...marker, color: branch, line: edge } };
  }
  const whole = marked(trace, meta, scheme);
  return {
    ...whole,
    line: { ...asJson(whole["line"]), color },
    marker: { ...asJson(whole["marker"]), color },
    textfont: { ...asJson(whole["textfont"]), color },
  };
}

function axisOf(axis: unknown, palette: Palette): Json {
  const own = asJson(axis);
  const title = typeof own["title"] === "string" ? { text: own["title"] } : asJson(own["title"]);
  return {
    gridcolor: palette.hairline,
    linecolor: palette.edge,
    tickcolor: palette.edge,
    zeroline: false,
    automargin: true,
    spikecolor: palette.edge,
    spikethickness: 1,
    spikedash: "solid",
    ...own,
    // plotly writes a zoom into the list that it was given; the figure's own must stay as it was.
    ...(Array.isArray(own["range"]) ? { range: [...(own["range"] as unknown[])] } : {}),
    title: { ...title, font: { size: 12, color: palette.inkSoft, ...asJson(title["font"]) } },
  };
}

/** What numbers and a title below an axis take: plotly finds out by drawing all of the figure twice. */
const FOOT = 60;

function marginOf({ margin, xaxis }: Json): Json {
  const own = asJson(margin);
  const { b } = own;
  if (typeof b !== "number" || asJson(xaxis)["title"] === undefined) return own;
  return { ...own, b: Math.max(b, FOOT) };
}

/** Direct labels name their group or role: `name: "group:2"`, `name: "role:imagined"`. */
function annotationOf(annotation: unknown, scheme: ColorScheme): Json {
  const own = asJson(annotation);
  const name = typeof own["name"] === "string" ? own["name"] : "";
  const [kind, value = ""] = name.split(":");
  const meta: Meta = {
    role: kind === "role" ? value : null,
    of: null,
    group: kind === "group" && value !== "" ? Number(value) : null,
  };
  if (name === "on-paper") return { ...own, bgcolor: translucent(PALETTES[scheme].paper, 0.85) };
  if (meta.role === null && meta.group === null) return own;
  return { ...own, font: { ...asJson(own["font"]), color: colorOf(meta, scheme) } };
}

/** The figure in the colours and fonts of the page. The figure itself stays as it was. */
export function themedFigure(figure: Figure, scheme: ColorScheme): Figure {
  const palette = PALETTES[scheme];
  const axes = Object.entries(figure.layout)
    .filter(([name]) => AXIS.test(name))
    .map(([name, axis]) => [name, axisOf(axis, palette)] as const);
  const annotations: unknown = figure.layout["annotations"];
  return {
    data: figure.data.map((trace) => painted(trace, scheme)),
    layout: {
      ...figure.layout,
      ...Object.fromEntries(axes),
      margin: marginOf(figure.layout),
      ...(Array.isArray(annotations)
        ? { annotations: annotations.map((one) => annotationOf(one, scheme)) }
        : {}),
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      plot_bgcolor: "rgba(0, 0, 0, 0)",
      colorway: palette.groups,
      font: { family: FONTS.sans, size: 12, color: palette.inkSoft },
      hoverlabel: {
        bgcolor: palette.sheet,
        bordercolor: palette.edge,
        font: { family: FONTS.sans, size: 12, color: palette.ink },
      },
      autosize: true,
    },
  };
}
