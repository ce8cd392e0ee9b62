import { waitFor } from "@testing-library/react";
import { expect } from "vitest";

interface Stream {
  headers: Headers;
  say: (text: string) => void;
  hangUp: () => void;
  isOpen: () => boolean;
}

/** A server whose streams the test feeds and breaks by hand. */
export class ServerForTests {
  readonly streams: Stream[] = [];
  status = 200;

  readonly fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    let isOpen = true;
    const body = new ReadableStream<Uint8Array>({
      start: (open) => {
        init?.signal?.addEventListener("abort", () => {
          if (isOpen) open.error(new DOMException("", "AbortError"));
          isOpen = false;
        });
        this.streams.push({
          headers: new Headers(init?.headers),
          say: (text) => {
            open.enqueue(new TextEncoder().encode(text));
          },
          hangUp: () => {
            isOpen = false;
            open.close();
          },
          isOpen: () => isOpen,
        });
      },
    });
    return Promise.resolve(new Response(body, { status: this.status }));
  };

  get last(): Stream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("nothing was asked");
    return stream;
  }

  /** Waits for the `count`th stream. */
  async isAsked(count: number): Promise<void> {
    await waitFor(
      () => {
        expect(this.streams).toHaveLength(count);
      },
      { timeout: 3_000 },
    );
  }

  /** Waits for the `count`th stream and says that it is ready at this event. */
  async opens(count: number, id: number): Promise<void> {
    await this.isAsked(count);
    this.last.say(`event: ready\nid: ${id}\ndata: {"version": ${id}}\n\n`);
  }

  change(id: number, kind: string): void {
    const data = JSON.stringify({ kind, id: "a", run_id: null, version: id });
    this.last.say(`event: change\nid: ${id}\ndata: ${data}\n\n`);
  }
}
