import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { isThinned, type Figure } from "./figure-theme";
import type { Range } from "./line-labels";

/** How long a zoom rests before the server is asked for all points of it. */
const REST_MS = 250;

/** The part of the x axis that a figure is asked for in full; null is all of it, thinned. */
export type Part = Range | null;

/** What to ask for after a zoom: nothing new where every point of it is drawn already. */
export function partAfter(asked: Part, zoomed: Part, figure: Figure): Part {
  return zoomed === null || asked !== null || isThinned(figure) ? zoomed : null;
}

/** The part of a figure to ask for, once its reader's zoom has come to rest. */
export function useZoomedPart() {
  const [part, setPart] = useState<Part>(null);
  const [settled] = useDebouncedValue(part, REST_MS);
  return {
    // All of it is known already, and shown at once.
    part: part === null ? null : settled,
    onZoom: (zoomed: Part, figure: Figure) => {
      setPart((asked) => partAfter(asked, zoomed, figure));
    },
  };
}
