/** Many questions in one request, without the answers that did not change. */

import { send as sendAlone } from "@/client/transport";

interface Waiting {
  request: Request;
  resolve: (answer: Response) => void;
  reject: (reason: unknown) => void;
}

interface Known {
  tag: string;
  body: string;
}

/** An empty list means that questions are gathered, null that each goes alone. */
let gathered: Waiting[] | null = null;
/** What the last round of questions was answered, by address. */
let known = new Map<string, Known>();

/** What `ask` asks for, at once or right after, goes to the server in one request. */
export function together(ask: () => void): void {
  if (gathered === null) {
    gathered = [];
    // Questions come to `fetch` a few promises later, and all of these before any timer.
    setTimeout(() => {
      const waiting = gathered ?? [];
      gathered = null;
      void send(waiting);
    }, 0);
  }
  ask();
}

/** `fetch`, alone or with others. */
export function fetchTogether(request: Request): Promise<Response> {
  const waiting = gathered;
  if (waiting === null || request.method !== "GET") return sendAlone(request);
  return new Promise((resolve, reject) => {
    waiting.push({ request, resolve, reject });
  });
}

async function send(waiting: readonly Waiting[]): Promise<void> {
  const left = [...waiting];
  if (waiting.length > 1) {
    try {
      for await (const answer of answersTo(waiting)) left.shift()?.resolve(answer);
    } catch {
      // Alone each of the rest is told by itself what is wrong.
    }
  }
  for (const { request, resolve, reject } of left) globalThis.fetch(request).then(resolve, reject);
}

/** The address as the server has it, without where it is reached. */
function addressOf({ url }: Request): string {
  return url.slice(url.indexOf("/api/"));
}

/** Where the server is reached: what stands before the address. */
function rootOf([first]: readonly Waiting[]): string {
  const url = first?.request.url ?? "";
  return url.slice(0, url.indexOf("/api/"));
}

/** The answers in their order, each as it comes; throws where the server does not give them. */
async function* answersTo(waiting: readonly Waiting[]): AsyncGenerator<Response, void> {
  const addresses = waiting.map(({ request }) => addressOf(request));
  const before = known;
  const asked = addresses.map((address) => ({ address, tag: before.get(address)?.tag ?? null }));
  const told = await globalThis.fetch(rootOf(waiting) + "/api/v1/answers", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Branchpoint-Csrf": "1" },
    body: JSON.stringify({ asked }),
  });
  if (!told.ok || told.body === null) throw new Error(`answers: ${told.status}`);
  known = new Map();
  const lines = linesOf(told.body);
  for (const address of addresses) {
    const { status, tag } = JSON.parse(await nextOf(lines)) as { status: number; tag: string };
    const line = await nextOf(lines);
    const body = line === "" ? (before.get(address)?.body ?? "") : line;
    known.set(address, { tag, body });
    const type = status < 400 ? "application/json" : "application/problem+json";
    yield new Response(body === "" ? null : body, { status, headers: { "Content-Type": type } });
  }
}

async function nextOf(lines: AsyncGenerator<string, void>): Promise<string> {
  const { done, value } = await lines.next();
  if (done === true) throw new Error("answers: cut short");
  return value;
}

async function* linesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  // A long line comes in many pieces: they are put together once.
  let pieces: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const [first = "", ...rest] = value.split("\n");
    pieces.push(first);
    for (const next of rest) {
      yield pieces.join("");
      pieces = [next];
    }
  }
}
