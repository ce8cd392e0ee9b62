/** What the address of the guide holds beside page and section: the words that are searched for. */

const LONGEST = 200;

export interface GuideSearchAddress {
  q?: string;
}

/**
 * Anything may stand in an address: what is no text, or none, is left out. Nothing is trimmed: the
 * field of the search holds these words while they are written.
 */
export function readGuideSearch({ q }: Record<string, unknown>): GuideSearchAddress {
  const words: unknown = Array.isArray(q) ? q.at(-1) : q;
  return typeof words === "string" && words !== "" ? { q: words.slice(0, LONGEST) } : {};
}
