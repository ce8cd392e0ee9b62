import { useResizeObserver } from "@mantine/hooks";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import { inTurn } from "./drawing-turns";
import { type Figure, isLinked, themedFigure } from "./figure-theme";
import classes from "./plot.module.css";
import { NARROW, narrowFigure, narrowHeight, withRoomForTicks } from "./narrow-figure";
import type { Palette } from "@/shared/theme/palette";
import { loadPlotly } from "./plotly-loader";
import type { Plotly, PlotlyDrawing } from "./plotly-types";
import { useColorScheme, usePalette } from "@/shared/theme/theme";
import { useZoom } from "./use-zoom";
import { WHOLE, zoomAfter, zoomedFigure } from "./zoom";
import type { Part } from "./zoomed-part";

interface PlotProps {
  figure: Figure;
  /** What the figure shows, for those who cannot see it. The numbers stand in a table beside it. */
  label: string;
  /** In pixels; on a narrow screen what stands around the plot has room beyond it. */
  height: number;
  /** Where the linked cursor stands on the x axis; figures that share it move together. */
  cursor?: number | null;
  /** What stands beside the cursor's line, such as "h = 17". */
  cursorLabel?: string | undefined;
  onHover?: ((x: number | null) => void) | undefined;
  /** A click chooses an x. */
  onPick?: ((x: number) => void) | undefined;
  /** The part of the x axis that is zoomed to, with the figure; null is all of it. */
  onZoom?: ((part: Part, figure: Figure) => void) | undefined;
}

// The zoom is kept here: plotly forgets an end of it when live numbers move that end.
const CONFIG = {
  displayModeBar: false,
  displayNotifier: false,
  responsive: false,
  doubleClick: false,
};

/** A figure on the page. The only place that calls plotly. */
export function Plot({ figure, label, ...props }: PlotProps) {
  const { cursorLabel, onHover, onPick, onZoom } = props;
  const linked = isLinked(figure);
  const cursor = linked ? (props.cursor ?? null) : null;
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [frame, { width }] = useResizeObserver();
  const isNarrow = width > 0 && width < NARROW;
  const height = isNarrow ? narrowHeight(figure, props.height) : props.height;
  const scheme = useColorScheme();
  const palette = usePalette();
  const listens = useRef(false);
  const [isDrawn, setDrawn] = useState(false);
  // What plotly last drew: it draws all anew for a cursor or a width that it has already.
  const last = useRef({ shapes: "", width: 0 });
  const hover = useEffectEvent((x: number | null) => {
    if (linked) onHover?.(x);
  });
  const pick = useEffectEvent((x: number) => {
    if (linked) onPick?.(x);
  });
  const { zoom, zoomTo, showAll } = useZoom(figure);
  const change = useEffectEvent((layout: Record<string, unknown>) => {
    zoomTo(zoomAfter(zoom, layout));
  });
  const tellZoom = useEffectEvent((part: Part) => onZoom?.(part, figure));
  const reset = useEffectEvent(showAll);
  const shapes = useEffectEvent(() => cursorShapes(figure, cursor, cursorLabel, palette));

  useEffect(() => {
    if (element === null) return undefined;
    let wanted = true;
    const themed = themedFigure(zoomedFigure(figure, zoom), scheme);
    const { data, layout } = isNarrow ? narrowFigure(themed, palette.paper) : themed;
    const draw = async (plotly: Plotly): Promise<void> => {
      if (!wanted) return;
      const room = { height, shapes: shapes(), dragmode: dragMode() };
      const width = element.clientWidth;
      const roomy = withRoomForTicks(layout, width);
      last.current = { shapes: JSON.stringify(room.shapes), width };
      const plot = await plotly.react(element, data, { ...roomy, ...room }, CONFIG);
      if (!listens.current) listen(plot, { hover, pick, change, reset });
      listens.current = true;
      setDrawn(true);
    };
    const drawn = loadPlotly().then((plotly) => inTurn(() => draw(plotly)));
    drawn.catch((error: unknown) => {
      if (wanted) setFailure(error instanceof Error ? error : new Error(String(error)));
    });
    return () => {
      wanted = false;
    };
  }, [element, figure, zoom, scheme, palette, height, isNarrow]);

  useEffect(() => {
    tellZoom(zoom["xaxis"] ?? null);
  }, [zoom]);

  useEffect(() => {
    if (element === null || !isDrawn) return;
    void withPlotly((plotly) => {
      const wanted = shapes();
      const written = JSON.stringify(wanted);
      if (written === last.current.shapes) return undefined;
      last.current.shapes = written;
      return plotly.relayout(element, { shapes: wanted });
    });
  }, [element, isDrawn, cursor, cursorLabel, palette]);

  useEffect(() => {
    if (element === null || !isDrawn || width === 0) return;
    void withPlotly((plotly) => {
      // It may have left the page while plotly was on its way.
      if (!element.isConnected || element.clientWidth === last.current.width) return undefined;
      last.current.width = element.clientWidth;
      return plotly.Plots.resize(element);
    });
  }, [element, isDrawn, width]);

  useEffect(() => {
    if (element === null) return undefined;
    return () => {
      listens.current = false;
      void withPlotly((plotly) => {
        plotly.purge(element);
      });
    };
  }, [element]);

  if (failure !== null) throw failure;
  return (
    <figure aria-label={label} ref={frame} className={classes.plot} style={{ minHeight: height }}>
      {/* The drawing is for the eye: its SVG text would be read as loose numbers. */}
      <div ref={setElement} aria-hidden="true" style={{ height }} />
      {zoom !== WHOLE && (
        <p className={classes.zoomed}>
          Zoomed in ·{" "}
          <button
            type="button"
            className="link"
            title="A double click on the figure does it too"
            onClick={showAll}
          >
            Show all
          </button>
        </p>
      )}
    </figure>
  );
}

/** A drag zooms with a pointer; with a finger it scrolls the page. */
function dragMode(): "zoom" | false {
  return window.matchMedia("(pointer: coarse)").matches ? false : "zoom";
}

async function withPlotly(act: (plotly: Plotly) => unknown): Promise<void> {
  await act(await loadPlotly());
}

interface Listeners {
  hover: (x: number | null) => void;
  pick: (x: number) => void;
  change: (layout: Record<string, unknown>) => void;
  reset: () => void;
}

function listen(plot: PlotlyDrawing, { hover, pick, change, reset }: Listeners): void {
  plot.on("plotly_relayout", change);
  plot.on("plotly_doubleclick", reset);
  plot.on("plotly_hover", ({ points }) => {
    const x = points[0]?.x;
    if (typeof x === "number") hover(x);
  });
  plot.on("plotly_unhover", () => {
    hover(null);
  });
  plot.on("plotly_click", ({ points }) => {
    const x = points[0]?.x;
    if (typeof x === "number") pick(x);
  });
}

/** The figure's own shapes, and the cursor's line. */
function cursorShapes(
  figure: Figure,
  cursor: number | null,
  text: string | undefined,
  palette: Palette,
): unknown[] {
  const own = figure.layout["shapes"];
  const shapes: unknown[] = Array.isArray(own) ? own : [];
  if (cursor === null) return shapes;
  const line = { color: palette.edge, width: 1 };
  const font = { size: 12, color: palette.inkSoft };
  const label = {
    text,
    font,
    textposition: "start",
    textangle: 0,
    xanchor: "left",
    yanchor: "bottom",
    padding: 4,
  };
  const ends = { xref: "x", yref: "paper", x0: cursor, x1: cursor, y0: 0, y1: 1 };
  return [...shapes, { type: "line", ...ends, line, ...(text === undefined ? {} : { label }) }];
}
