/** The guide itself: the Markdown files of `docs`, bundled. Only what is loaded lazily imports this. */

import { contentsOf } from "./contents";
import { type Section, sectionsOf } from "./sections";

export const INDEX = "README";

const FILES = import.meta.glob<string>("@docs/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
const PICTURES = import.meta.glob<string>(
  ["@docs/pictures/*.webp", "@docs/learning-pendulum*.png"],
  {
    query: "?url",
    import: "default",
    eager: true,
  },
);

function named<Value>(files: Record<string, Value>, ending: string): Map<string, Value> {
  return new Map(
    Object.entries(files).map(([path, value]) => [
      path.slice(path.lastIndexOf("/") + 1, -ending.length),
      value,
    ]),
  );
}

const pages = named(FILES, ".md");
const pictures = new Map(
  Object.entries(PICTURES).map(([path, address]) => [
    path.slice(path.lastIndexOf("/docs/") + "/docs/".length),
    address,
  ]),
);

export const CONTENTS = contentsOf(pages.get(INDEX) ?? "");

/** The pages in their order, the index first. */
export const PAGES: readonly string[] = [
  INDEX,
  ...CONTENTS.flatMap(({ entries }) => entries.map(({ page }) => page)),
];

const sections = new Map<string, readonly Section[]>(
  PAGES.flatMap((page) => {
    const markdown = pages.get(page);
    return markdown === undefined ? [] : [[page, sectionsOf(page, markdown)]];
  }),
);

/** The sections of a page, its title first; undefined where there is no such page. */
export function sectionsOfPage(page: string): readonly Section[] | undefined {
  return sections.get(page);
}

/** Every section of the guide. */
export function allSections(): Section[] {
  return [...sections.values()].flat();
}

/** Where a picture lies, in the colours of the page where there are two of it. */
export function pictureOf(source: string, scheme: "light" | "dark"): string | undefined {
  const dark = source.replace(/\.webp$/, "-dark.webp");
  return (scheme === "dark" ? pictures.get(dark) : undefined) ?? pictures.get(source);
}
