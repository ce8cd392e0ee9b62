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
