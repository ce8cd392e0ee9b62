/** The guide's Markdown as sections with the anchors that a code host gives them. */

import GithubSlugger from "github-slugger";

export interface Section {
  /** The file's name without its ending. */
  page: string;
  /** The anchor of its heading. */
  id: string;
  title: string;
  /** 1 for the page's own title. */
  depth: number;
  /** What stands under the heading, up to the next heading of any depth. */
  text: string;
}

const HEADING = /^(#{1,4}) (.+)$/;
const FENCE = /^ {0,3}(```|~~~)/;

/** A heading's words without its marks: anchors are made from these. */
function plain(words: string): string {
  return words.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
}

/** The sections of a page, in order. A `#` inside a block of code is no heading. */
export function sectionsOf(page: string, markdown: string): Section[] {
  const slugger = new GithubSlugger();
  const sections: Section[] = [];
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (FENCE.test(line)) isCode = !isCode;
    const [, marks, words] = (isCode ? null : HEADING.exec(line)) ?? [];
    if (marks !== undefined && words !== undefined) {
      const title = plain(words);
      sections.push({ page, id: slugger.slug(title), title, depth: marks.length, text: "" });
    } else {
      const last = sections.at(-1);
      if (last !== undefined) last.text += `${line}\n`;
    }
  }
  return sections;
}

/** A section with all that stands below it; undefined where there is none of that name. */
export function wholeSection(sections: readonly Section[], id: string): Section | undefined {
  const first = sections.findIndex((section) => section.id === id);
  const head = sections[first];
  if (head === undefined) return undefined;
  const rest = sections.slice(first + 1);
  const end = rest.findIndex(({ depth }) => depth <= head.depth);
  const below = end === -1 ? rest : rest.slice(0, end);
  const text = below.map((part) => `${"#".repeat(part.depth)} ${part.title}\n${part.text}`);
  return { ...head, text: [head.text, ...text].join("\n") };
}

/** Where a link of a page leads inside the guide; undefined for an address outside of it. */
export function placeOf(page: string, href: string): { page: string; id: string } | undefined {
  const [, file, id = ""] = /^(?:([a-zA-Z0-9-]+)\.md)?(?:#(.+))?$/.exec(href) ?? [];
  if (file === undefined && id === "") return undefined;
  return { page: file ?? page, id: decodeURIComponent(id) };
}
