import { type Figure, themedFigure } from "./figure-theme";
import { PALETTES } from "@/shared/theme/palette";
import { loadPlotly } from "./plotly-loader";
import { saveAddress } from "@/shared/requests/downloads";

/** A column and a half of a paper, in CSS pixels. */
const SIZE = { width: 800, height: 480 };
/** Dots per CSS pixel of a PNG: about 300 per inch in print. */
const PNG_SCALE = 3;

/** Saves a figure as a picture: on white paper, whatever the page's colours are now. */
export async function saveFigureImage(
  name: string,
  figure: Figure,
  format: "png" | "svg",
): Promise<void> {
  const { data, layout } = themedFigure(figure, "light");
  const { sheet } = PALETTES.light;
  const paper = { ...layout, paper_bgcolor: sheet, plot_bgcolor: sheet };
  const plotly = await loadPlotly();
  const address = await plotly.toImage(
    { data, layout: paper },
    { format, ...SIZE, ...(format === "png" ? { scale: PNG_SCALE } : {}) },
  );
  saveAddress(`${name}.${format}`, address);
}
