import { useReducer } from "react";

import { extended, NOTHING_SELECTED, type Selection, toggled, toggledAll } from "./selection";

/** One row, the rows up to one, all rows shown, or none. */
export type Choice =
  { what: "row"; id: string } | { what: "up-to"; id: string } | { what: "all" } | { what: "none" };

/** The chosen rows among those shown in this order, and the stable function that chooses. */
export function useSelection(order: readonly string[]): [Selection, (choice: Choice) => void] {
  // React runs the reducer while rendering, so it sees the order that is on the screen.
  const reduce = (before: Selection, choice: Choice): Selection => {
    switch (choice.what) {
      case "row":
        return toggled(before, choice.id);
      case "up-to":
        return extended(before, choice.id, order);
      case "all":
        return toggledAll(before, order);
      case "none":
        return NOTHING_SELECTED;
    }
  };
  return useReducer(reduce, NOTHING_SELECTED);
}
