import { type QueryClient, queryOptions } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

import type { Level, LogLine } from "./log-lines";

const PAGE = 1000;

function readPage(
  runId: string,
  level: Level,
  after: number,
  signal: AbortSignal | null,
): Promise<Schema<"LogPage">> {
  return call(
    api.GET("/api/v1/runs/{run_id}/logs", {
      params: { path: { run_id: runId }, query: { after, limit: PAGE, level } },
      signal,
    }),
  );
}

export interface Log {
  lines: readonly LogLine[];
  /** Why there is no line, where there is none. */
  reason: string | null;
}

/** All lines after the known ones, added to them. A log only grows, so what is known stays true. */
async function readOn(
  known: Log,
  page: (after: number) => Promise<Schema<"LogPage">>,
): Promise<Log> {
  const lines = [...known.lines];
  for (;;) {
    const { items, reason } = await page(lines.at(-1)?.id ?? 0);
    lines.push(...items);
    if (items.length < PAGE)
      return items.length === 0 && known.lines.length > 0 ? known : { lines, reason };
  }
}

function knownLog(client: QueryClient, key: readonly unknown[]): Log {
  return client.getQueryData<Log>(key) ?? { lines: [], reason: null };
}

/** A run's log from the level on, oldest first. Asked again, it fetches only what is new. */
export function logsQuery(runId: string, level: Level) {
  const queryKey = ["logs", runId, level];
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readOn(knownLog(client, queryKey), (after) => readPage(runId, level, after, signal)),
    structuralSharing: false,
    meta: { runIds: [runId] },
  });
}
