/** The few calls of plotly that shared/figures/plot.tsx makes. */
declare module "plotly.js-basic-dist-min" {
  export interface PlotlyPoint {
    x: unknown;
    y: unknown;
    curveNumber: number;
    pointNumber: number;
  }

  export interface PlotlyElement extends HTMLDivElement {
    on(
      event: "plotly_hover" | "plotly_click",
      handler: (e: { points: PlotlyPoint[] }) => void,
    ): void;
    on(event: "plotly_unhover" | "plotly_doubleclick", handler: () => void): void;
    on(event: "plotly_relayout", handler: (change: Record<string, unknown>) => void): void;
  }

  export interface PlotlyModule {
    react(
      element: HTMLElement,
      data: readonly object[],
      layout: object,
      config: object,
    ): Promise<PlotlyElement>;
    relayout(element: HTMLElement, update: object): Promise<void>;
    purge(element: HTMLElement): void;
    toImage(
      figure: { data: readonly object[]; layout: object },
      options: { format: "png" | "svg"; width: number; height: number; scale?: number },
    ): Promise<string>;
    Plots: { resize(element: HTMLElement): Promise<void> };
  }

  const Plotly: PlotlyModule;
  export default Plotly;
}
