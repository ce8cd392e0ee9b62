// Stands in for `shared/figures/plotly-loader`: plotly is a file of its own beside the page's.

import type { Plotly } from "@/shared/figures/plotly-types";

declare global {
  interface Window {
    Plotly?: Plotly;
  }
}

let loading: Promise<Plotly> | null = null;

/** plotly, run when the first figure is shown. A failed load is tried again the next time. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= window.branchpoint
    .run("plotly")
    .then(() => {
      if (window.Plotly === undefined) throw new Error("plotly did not begin");
      return window.Plotly;
    })
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}
