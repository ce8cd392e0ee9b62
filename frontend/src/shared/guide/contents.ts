/** The order of the guide's pages, as `docs/README.md` lists them: the one place that has it. */

export interface Entry {
  page: string;
  title: string;
}

export interface Part {
  title: string;
  entries: Entry[];
}

const PART = /^## (.+)$/;
const ENTRY = /^- \[(.+?)\]\(([a-z-]+)\.md\)/;

/** The parts of the guide and their pages. A heading without a list of pages is no part. */
export function contentsOf(index: string): Part[] {
  const parts: Part[] = [];
  for (const line of index.split("\n")) {
    const heading = PART.exec(line)?.[1];
    if (heading !== undefined) parts.push({ title: heading, entries: [] });
    const [, title, page] = ENTRY.exec(line) ?? [];
    if (title !== undefined && page !== undefined) parts.at(-1)?.entries.push({ title, page });
  }
  return parts.filter(({ entries }) => entries.length > 0);
}
