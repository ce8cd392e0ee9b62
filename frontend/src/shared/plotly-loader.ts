import type { PlotlyModule } from "plotly.js-cartesian-dist-min";

let loading: Promise<PlotlyModule> | null = null;

/** plotly, fetched when the first figure is shown. A failed fetch is tried again the next time. */
export function loadPlotly(): Promise<PlotlyModule> {
  loading ??= import("plotly.js-cartesian-dist-min")
    .then((module) => module.default)
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}
