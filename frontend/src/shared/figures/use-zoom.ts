import { useMemo, useState } from "react";

import { type Figure, isLinked } from "./figure-theme";
import { axisName, useLinkedZoom } from "./linked-zoom";
import { axesOf, WHOLE, withLinked, type Zoom } from "./zoom";

/** The zoom of a figure, and its x axis with those that it is linked to. */
export function useZoom(figure: Figure) {
  const axes = axesOf(figure);
  const [kept, setKept] = useState({ axes, zoom: WHOLE });
  const own = kept.axes === axes ? kept.zoom : WHOLE;
  const { range, share } = useLinkedZoom(isLinked(figure) ? axisName(figure) : "");
  const zoom = useMemo(() => withLinked(own, range), [own, range]);
  return {
    zoom,
    zoomTo: (next: Zoom) => {
      if (next === zoom) return;
      setKept({ axes, zoom: next });
      if (next["xaxis"] !== zoom["xaxis"]) share?.(next["xaxis"] ?? null);
    },
    showAll: () => {
      setKept({ axes, zoom: WHOLE });
      share?.(null);
    },
  };
}
