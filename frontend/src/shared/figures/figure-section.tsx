import { createContext, type ReactNode, use } from "react";

const PlaceContext = createContext<number | null>(null);

/** Figures inside it are told from others of their name by their place. */
export function Numbered({ place, children }: { place: number; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

/** A figure with what belongs to it, as a region of the page: no two have the same name. */
export function FigureSection({ label, children }: { label: string; children: ReactNode }) {
  const place = use(PlaceContext);
  return (
    <section aria-label={place === null ? label : `${label}, panel ${place}`}>{children}</section>
  );
}
