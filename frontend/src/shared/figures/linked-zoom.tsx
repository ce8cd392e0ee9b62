import { createContext, type ReactNode, use, useMemo } from "react";

import type { Figure } from "./figure-theme";
import type { Range } from "./line-labels";

/** The parts of x axes that are zoomed to, by what stands on the axis. */
export type Zooms = Readonly<Record<string, Range>>;

interface Link {
  zooms: Zooms;
  onZooms: (zooms: Zooms) => void;
}

const LinkContext = createContext<Link | null>(null);

/** Figures inside it that have the same thing on their x axis are zoomed together. */
export function LinkedZoom({ zooms, onZooms, children }: Link & { children: ReactNode }) {
  const link = useMemo(() => ({ zooms, onZooms }), [zooms, onZooms]);
  return <LinkContext value={link}>{children}</LinkContext>;
}

const LONGEST_NAME = 40;

/** What a figure has on its x axis, as an address may hold it; empty where that is not linked. */
export function axisName({ layout }: Figure): string {
  const axis = layout["xaxis"];
  if (typeof axis !== "object" || axis === null || !("title" in axis)) return "";
  const { title } = axis;
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return typeof text === "string"
    ? text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, LONGEST_NAME)
    : "";
}

/** The zoom that a figure shares: `undefined` where it stands by itself, `null` where all is shown. */
export function useLinkedZoom(name: string) {
  const link = use(LinkContext);
  if (link === null || name === "") return { range: undefined, share: null };
  const share = (range: Range | null): void => {
    const others = Object.entries(link.zooms).filter(([other]) => other !== name);
    link.onZooms(Object.fromEntries(range === null ? others : [...others, [name, range]]));
  };
  return { range: link.zooms[name] ?? null, share };
}
