import { QueryClient } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { startLive, useLiveState } from "./live";

/** A server whose streams the test opens, feeds and breaks by hand. */
class Server {
  readonly asked: Headers[] = [];
  private open: ReadableStreamDefaultController<Uint8Array> | null = null;

  readonly fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    this.asked.push(new Headers(init?.headers));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.open = controller;
      },
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  };

  say(text: string): void {
    this.open?.enqueue(new TextEncoder().encode(text));
  }

  hangUp(): void {
    this.open?.close();
  }
}

function State() {
  return <output>{useLiveState()}</output>;
}

let stop: () => void = () => undefined;
let server: Server;

beforeEach(() => {
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

test("a change makes the queries of its noun old, once for many", async () => {
  const queries = new QueryClient();
  queries.setQueryData(["runs", "list"], { items: [] });
  queries.setQueryData(["catalog"], {});
  const invalidate = vi.spyOn(queries, "invalidateQueries");
  stop = startLive(queries);
  await waitFor(() => {
    expect(server.asked).toHaveLength(1);
  });
  const change = '{"kind": "run", "id": "a", "run_id": "a", "version": 1}';
  server.say(`event: change\nid: 1\ndata: ${change}\n\nevent: change\nid: 2\ndata: ${change}\n\n`);
  await waitFor(
    () => {
      expect(queries.getQueryState(["runs", "list"])?.isInvalidated).toBe(true);
    },
    { timeout: 3_000 },
  );
  expect(queries.getQueryState(["catalog"])?.isInvalidated).toBe(false);
  expect(invalidate).toHaveBeenCalledTimes(1);
});

test("a broken stream is said, resumed after the last event heard, and all is asked again", async () => {
  const queries = new QueryClient();
  queries.setQueryData(["catalog"], {});
  render(<State />);
  stop = startLive(queries);
  expect(await screen.findByText("live")).toBeInTheDocument();
  server.say('id: 41\ndata: {"kind": "worker", "id": "w", "run_id": null}\n\n');
  server.hangUp();
  expect(await screen.findByText("broken")).toBeInTheDocument();
  expect(await screen.findByText("live", {}, { timeout: 3_000 })).toBeInTheDocument();
  expect(server.asked.at(-1)?.get("Last-Event-ID")).toBe("41");
  expect(queries.getQueryState(["catalog"])?.isInvalidated).toBe(true);
});
