import type { Figure } from "./figure-theme";

/** Narrower than this, in pixels, a figure has no room for labels beside its lines. */
export const NARROW = 400;

const LINE_HEIGHT = 16;
const DIRECT_LABEL = /^(group|role):/;

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Labels move from beside the ends of their lines to above them; titles break before the unit. */
function narrowAnnotation(annotation: unknown): unknown {
  if (!isJson(annotation)) return annotation;
  const { name, text } = annotation;
  if (typeof name === "string" && DIRECT_LABEL.test(name)) {
    return { ...annotation, xanchor: "right", xshift: -2, yshift: 9 };
  }
  return typeof text === "string"
    ? { ...annotation, text: text.replace(" (", "<br>("), align: "left" }
    : annotation;
}

/** The figure for a narrow screen: the same lines, with margins that leave them room. */
export function narrowFigure(figure: Figure): Figure {
  const { annotations, margin } = figure.layout;
  const own = isJson(margin) ? margin : {};
  const top = typeof own["t"] === "number" ? own["t"] : LINE_HEIGHT;
  return {
    data: figure.data,
    layout: {
      ...figure.layout,
      margin: { ...own, l: 40, r: 8, t: top + LINE_HEIGHT },
      ...(Array.isArray(annotations) ? { annotations: annotations.map(narrowAnnotation) } : {}),
    },
  };
}
