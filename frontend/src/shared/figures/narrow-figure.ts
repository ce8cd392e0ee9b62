import { type Figure, translucent } from "./figure-theme";

/** Narrower than this, in pixels, a figure has no room for labels beside its lines. */
export const NARROW = 400;

const LINE_HEIGHT = 16;
const LABEL_OPACITY = 0.85;
const DIRECT_LABEL = /^(group|role):/;

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Labels move from beside the ends of their lines to above them; titles break before the unit. */
function narrowAnnotation(annotation: unknown, ground: string): unknown {
  if (!isJson(annotation)) return annotation;
  const { name, text } = annotation;
  if (typeof name === "string" && DIRECT_LABEL.test(name)) {
    // A line that runs behind its label must not strike it through.
    const bgcolor = translucent(ground, LABEL_OPACITY);
    return { ...annotation, xanchor: "right", xshift: -2, yshift: 9, bgcolor, borderpad: 0 };
  }
  return typeof text === "string"
    ? { ...annotation, text: text.replace(" (", "<br>("), align: "left" }
    : annotation;
}

/** The figure for a narrow screen, on this ground: the same lines, with margins that leave them room. */
export function narrowFigure(figure: Figure, ground: string): Figure {
  const { annotations, margin } = figure.layout;
  const own = isJson(margin) ? margin : {};
  const top = typeof own["t"] === "number" ? own["t"] : LINE_HEIGHT;
  return {
    data: figure.data,
    layout: {
      ...figure.layout,
      margin: { ...own, l: 40, r: 8, t: top + LINE_HEIGHT },
      ...(Array.isArray(annotations)
        ? { annotations: annotations.map((one) => narrowAnnotation(one, ground)) }
        : {}),
    },
  };
}
