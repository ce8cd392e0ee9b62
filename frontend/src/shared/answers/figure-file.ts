/** A figure as one file that draws itself, made in the page. */

import { type Figure, themedFigure } from "@/shared/figures/figure-theme";
import { PALETTES } from "@/shared/theme/palette";

/** The document: plotly as text, and the figure on white paper. */
export function figureFile(figure: Figure, plotly: string): string {
  const { data, layout } = themedFigure(figure, "light");
  const { sheet } = PALETTES.light;
  const drawn = { data, layout: { ...layout, paper_bgcolor: sheet, plot_bgcolor: sheet } };
  // In a script, `<` of a name could end it.
  const json = JSON.stringify(drawn).replaceAll("<", "\\u003c");
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figure</title></head><body>',
    `<script>${plotly.replaceAll("</script", "<\\/script")}</script>`,
    '<div id="figure" style="height:96vh"></div>',
    `<script>const f=${json};Plotly.newPlot("figure",f.data,f.layout,{responsive:true});</script>`,
    "</body></html>",
  ].join("\n");
}
