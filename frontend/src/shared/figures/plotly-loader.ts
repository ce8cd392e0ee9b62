import type { PlotlyElement, PlotlyModule } from "plotly.js-basic-dist-min";

export type Plotly = PlotlyModule;
export type PlotlyDrawing = PlotlyElement;

let loading: Promise<Plotly> | null = null;

/** plotly, fetched when the first figure is shown. A failed fetch is tried again the next time. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import("plotly.js-basic-dist-min")
    .then((module) => module.default)
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}
