import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useState } from "react";

const USUAL_HEIGHT = 58;
/** Rows beyond the window's edges, so that scrolling and the arrow keys meet no gap. */
const BEYOND = 12;

interface RowsInSight<Item> {
  /** The ref of what holds the rows. */
  place: (body: HTMLElement | null) => void;
  /** Pixels of rows above and below. */
  before: number;
  after: number;
  shown: { item: Item; index: number }[];
  /** The ref of each row, which must carry its index as `data-index`. */
  measure: (row: HTMLElement | null) => void;
}

/** Those of a table's rows that are in the window, or near it: 5,000 of them would not scroll. */
export function useRowsInSight<Item>(items: readonly Item[]): RowsInSight<Item> {
  const [top, setTop] = useState(0);
  const place = useCallback((body: HTMLElement | null) => {
    if (body !== null) setTop(body.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => USUAL_HEIGHT,
    overscan: BEYOND,
    scrollMargin: top,
  });
  const rows = virtualizer.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    place,
    before: first === undefined ? 0 : first.start - top,
    after: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - top),
    shown: rows.flatMap(({ index }) => {
      const item = items[index];
      return item === undefined ? [] : [{ item, index }];
    }),
    measure: virtualizer.measureElement,
  };
}
