/** Where questions to the API go: to the server, or, in a published page, to the answers beside it. */

/** What a published page says of itself. */
export interface Publication {
  /** When it was made, in UTC. */
  at: string;
  title: string;
  /** What its author says, as plain text. Empty when nothing. */
  note: string;
  /** Under which terms it may be used. Empty when nothing was said. */
  licence: string;
  /** The version of Branchpoint that made it. */
  version: string;
  /** What was left out, in words. Empty when nothing. */
  left_out: string;
}

type Transport = (request: Request) => Promise<Response>;

let transport: Transport | null = null;
let known: Publication | null = null;

/** From now on nothing is asked of a server: `answer` answers, from what was published. */
export function answerFrom(publication: Publication, answer: Transport): void {
  known = publication;
  transport = answer;
}

/** The published page that this is; null on a server. */
export function publication(): Publication | null {
  return known;
}

/** The answer to a question. */
export function send(request: Request): Promise<Response> {
  return transport === null ? globalThis.fetch(request) : transport(request);
}

/** Where addresses of the API begin. A page that was opened as a file has no origin. */
export function apiOrigin(): string {
  const { origin, protocol } = window.location;
  return origin === "null" || protocol === "file:" ? "http://published.invalid" : origin;
}
