/** Full-text search over the guide's sections, made and asked in the browser. */

import MiniSearch from "minisearch";

import { allSections, sectionsOfPage } from "@/shared/guide/library";

export interface Found {
  page: string;
  id: string;
  title: string;
  /** The page's own title. */
  of: string;
  /** Some words around the first match, in three pieces: before it, it, after it. */
  excerpt: readonly [string, string, string];
}

const MOST = 12;
const BEFORE = 50;
const AFTER = 110;

/** Markdown as the words that a reader sees. */
function words(markdown: string): string {
  return markdown
    .replaceAll(/^ {0,3}(```|~~~).*$/gm, "")
    .replaceAll(/^ *([-*]|\d+\.) /gm, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*|]|:?-{3,}:?/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function makeIndex() {
  const documents = allSections().map((section, key) => ({
    key,
    page: section.page,
    id: section.id,
    title: section.title,
    text: words(section.text),
  }));
  const index = new MiniSearch<(typeof documents)[number]>({
    idField: "key",
    fields: ["title", "text"],
    searchOptions: { boost: { title: 4 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
  });
  index.addAll(documents);
  return { index, documents };
}

let made: ReturnType<typeof makeIndex> | undefined;

function excerptAt(text: string, terms: readonly string[]): Found["excerpt"] {
  const lower = text.toLowerCase();
  const places = terms.map((term) => [lower.indexOf(term), term.length] as const);
  const [at, length] = places
    .filter(([place]) => place >= 0)
    .toSorted(([one], [other]) => one - other)[0] ?? [0, 0];
  const from = Math.max(0, at - BEFORE);
  const start = from === 0 ? "" : `… ${text.slice(from, at).replace(/^\S*\s/, "")}`;
  const end = text.slice(at + length, at + length + AFTER).replace(/\s\S*$/, "");
  return [start === "" ? text.slice(0, at) : start, text.slice(at, at + length), `${end} …`];
}

/** The sections that have all the words, or words that begin like them, the best first. */
export function search(asked: string): Found[] {
  made ??= makeIndex();
  const { index, documents } = made;
  return index
    .search(asked)
    .slice(0, MOST)
    .flatMap(({ id: key, terms }) => {
      const document = documents[key as number];
      if (document === undefined) return [];
      const { page, id, title, text } = document;
      const of = sectionsOfPage(page)?.[0]?.title ?? page;
      return [{ page, id, title, of, excerpt: excerptAt(text, terms) }];
    });
}
