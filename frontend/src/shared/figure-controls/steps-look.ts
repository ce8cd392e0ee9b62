/** How a figure over real steps is looked at, and the parameters that ask for it. */

import type { Part } from "@/shared/figures/zoomed-part";

import type { Scale, TrainingAxis } from "./curve-view";

export interface StepsLook {
  /** Real steps of the mean that smooths; undefined smooths nothing. */
  smoothing: number | undefined;
  /** What is on the x axis; undefined is real steps. */
  axis?: TrainingAxis | undefined;
  /** Of the y axis; undefined is the diagnostic's own. */
  scale: Scale | undefined;
  /** The part that is zoomed to and drawn in full; null is all of it. */
  part: Part;
  /** Whether curves that others published stand beside; undefined draws them. */
  published?: boolean | undefined;
}

export const AS_IT_IS: StepsLook = { smoothing: undefined, scale: undefined, part: null };

export function stepsParameters({ smoothing, axis, scale, part, published }: StepsLook) {
  return {
    ...(smoothing === undefined ? {} : { window: smoothing }),
    ...(axis === undefined ? {} : { x: axis }),
    ...(scale === undefined ? {} : { scale }),
    ...(published === undefined ? {} : { published }),
    ...(part === null
      ? {}
      : { from_step: Math.max(0, Math.floor(part[0])), to_step: Math.max(1, Math.ceil(part[1])) }),
  };
}
