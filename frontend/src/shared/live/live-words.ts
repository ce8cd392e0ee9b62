import type { LiveState } from "./live-tab";

/** Whether a page follows, in a word. */
export const LIVE_WORD: Record<LiveState, string> = {
  connecting: "Connecting",
  live: "Live",
  broken: "Reconnecting",
  crowded: "Not live",
};

/** Why what a page shows may be old; undefined while it follows. */
export const NOT_LIVE: Partial<Record<LiveState, string>> = {
  broken:
    "Not live: the server does not answer. What you see is what was last known; this page keeps trying.",
  crowded:
    "Not live: this browser follows several other share links at once. Close one of them, or load this page again.",
};
