/** Why a link opens nothing, in words for somebody who was sent it. */

import { Problem } from "@/client/problem";

export interface Gone {
  title: string;
  detail: string;
}

const WORDS: Record<string, Gone> = {
  "share-revoked": {
    title: "This is no longer shared",
    detail: "Whoever sent you the link has taken it back. Ask them for a new one.",
  },
  "share-expired": {
    title: "This link has expired",
    detail: "It was made to work for a limited time. Ask whoever sent it for a new one.",
  },
  "target-deleted": {
    title: "What this link showed was deleted or is private now",
    detail: "The link is good, but whoever made it sees nothing behind it any more either.",
  },
  "share-unknown": {
    title: "No such link",
    detail:
      "The address may have been cut short on its way here. Compare it with what you were sent.",
  },
};

/** The words for a refusal that is final; undefined for one that may pass, such as a server away. */
export function goneFrom(error: unknown): Gone | undefined {
  if (!(error instanceof Problem)) return undefined;
  const known = WORDS[error.slug];
  if (known !== undefined) return known;
  return error.status === 401 || error.status === 404 ? WORDS["share-unknown"] : undefined;
}
