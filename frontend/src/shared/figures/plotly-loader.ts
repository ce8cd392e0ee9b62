import type { Plotly } from "./plotly-types";

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
