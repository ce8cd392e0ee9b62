import type { PlotlyElement, PlotlyModule } from "plotly.js-basic-dist-min";

export type Plotly = PlotlyModule;
export type PlotlyDrawing = PlotlyElement;
