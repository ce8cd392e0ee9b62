/** Where questions to the API go: to the server, or, in a published page, to the answers beside it. */

/** What a published page, or one that a frozen link shows, says of itself. */
export interface Publication {
  /** When it was made, in UTC. */
  at: string;
  title: string;
  /** What its author says, as Markdown. Empty when nothing. */
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

/** From now on the server is asked again. */
export function answerFromServer(): void {
  known = null;
  transport = null;
}

/** The published page that this is, or the frozen one; null where the server answers. */
export function publication(): Publication | null {
  return known;
}

/** The answer to a question. */
export function send(request: Request): Promise<Response> {
  return transport === null ? globalThis.fetch(request) : transport(request);
}

/** Where addresses of the API begin. A page that was opened as a file has no origin. */
export function apiRoot(): string {
  const { origin, protocol } = window.location;
  const isFile = origin === "null" || protocol === "file:";
  return isFile ? "http://published.invalid" : origin + basePath();
}

/** The path that this server has below its host name, as `/branchpoint`; empty where the name is its own. */
export function basePath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? "";
}

/** An address of this server's page, as it is sent to others. */
export function addressToSend(path: string): string {
  return window.location.origin + basePath() + path;
}
