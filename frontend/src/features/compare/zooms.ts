/** The zooms of arranged panels as the address writes them: `axis:low:high` each. */

import { listOf } from "@/shared/address/search-values";
import type { Zooms } from "@/shared/figures/linked-zoom";

const ZOOM = /^([a-z0-9-]{1,40}):(-?[\d.]+(?:e[+-]?\d+)?):(-?[\d.]+(?:e[+-]?\d+)?)$/;
const MOST = 8;

export function zoomsOf(value: unknown): Zooms {
  const read = listOf(value).flatMap((text) => {
    const [, name = "", low, high] = ZOOM.exec(text) ?? [];
    const [from, to] = [Number(low), Number(high)];
    return from < to ? [[name, [from, to]] as const] : [];
  });
  return Object.fromEntries(read.slice(0, MOST));
}

export function writtenZooms(zooms: Zooms): readonly string[] {
  return Object.entries(zooms).map(([name, [from, to]]) => `${name}:${from}:${to}`);
}
