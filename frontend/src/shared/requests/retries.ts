import { Problem } from "@/client/problem";

const TRIES_WHILE_AWAY = 4;
const TRIES_AFTER_ERROR = 2;
const LONGEST_PAUSE_MS = 30_000;
/** Answers of a busy server, or of a proxy before one that is away. */
const PASSING = new Set([0, 502, 503, 504]);

/** Whether a failure passes by itself: the server is busy or away. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && PASSING.has(error.status);
}

/** Whether another try would be answered alike, because the page holds all answers that there are. */
export function isSettled(error: unknown): boolean {
  return error instanceof Problem && error.slug === "not-published";
}

/** Whether to ask a question again: never after a refusal, which would be the same. */
export function isWorthAsking(failures: number, error: unknown): boolean {
  const isError = error instanceof Problem && error.status >= 500;
  return isWorthRepeating(failures, error) || (isError && failures < TRIES_AFTER_ERROR);
}

/**
 * Whether to ask for a change again. Every change of this page may be asked for twice: it carries
 * an idempotency key (`useCreateOnce`), or asks for a state that stays as it is.
 */
export function isWorthRepeating(failures: number, error: unknown): boolean {
  return isPassing(error) && failures < TRIES_WHILE_AWAY;
}

/** How long to wait before the next try: what the server asks for, and longer each time. */
export function pauseBefore(failures: number, error: unknown): number {
  const asked = error instanceof Problem ? error.retryAfterSeconds * 1000 : 0;
  return Math.min(Math.max(asked, 1000 * 2 ** failures), LONGEST_PAUSE_MS);
}
