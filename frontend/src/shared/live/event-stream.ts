/** One message of a server-sent event stream. */
export interface StreamEvent {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Reads a server-sent event stream piece by piece; pieces end anywhere, even inside a line.
 *
 * EventSource would do this, but it cannot send the header that a share link needs.
 */
export class EventStreamReader {
  private rest = "";
  private lines: string[] = [];

  /** The messages that this piece completes. */
  push(piece: string): StreamEvent[] {
    const lines = (this.rest + piece).split(/\r?\n/);
    this.rest = lines.pop() ?? "";
    const events: StreamEvent[] = [];
    for (const line of lines) {
      if (line !== "") {
        this.lines.push(line);
        continue;
      }
      const event = eventOf(this.lines);
      if (event !== null) events.push(event);
      this.lines = [];
    }
    return events;
  }
}

/** A block of lines as a message; comments alone (the server's pings) are none. */
function eventOf(lines: readonly string[]): StreamEvent | null {
  let id: string | null = null;
  let event = "message";
  const data: string[] = [];
  for (const line of lines) {
    const [, name, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === "id") id = value;
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  }
  return data.length === 0 ? null : { id, event, data: data.join("\n") };
}

/** The server pings every 15 s; one that is silent for longer than two of them is gone. */
const SILENCE_MS = 40_000;

/** The server answers, and does not let this page in: no longer, or not by this link. */
export class StreamRefused extends Error {}

const REFUSED = [401, 403, 404, 410];

/**
 * The messages of a stream, as they come. Ends when the server ends it; throws when the connection
 * breaks, the server falls silent, or `stop` is aborted.
 *
 * Raises: `StreamRefused` when asking again is no use.
 */
export async function* eventsFrom(
  address: string,
  headers: Record<string, string>,
  stop: AbortSignal,
): AsyncGenerator<StreamEvent, void> {
  const silence = new AbortController();
  const heard = async <T>(news: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      silence.abort();
    }, SILENCE_MS);
    return await news.finally(() => {
      clearTimeout(timer);
    });
  };
  const signal = AbortSignal.any([stop, silence.signal]);
  const accept = { Accept: "text/event-stream", ...headers };
  const response = await heard(fetch(address, { headers: accept, cache: "no-store", signal }));
  if (REFUSED.includes(response.status)) throw new StreamRefused();
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventStreamReader();
  for (;;) {
    const { done, value } = await heard(reader.read());
    if (done) return;
    yield* parser.push(value);
  }
}
