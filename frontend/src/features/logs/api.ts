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

/** All lines after the known ones, added to them. A log only grows, so what is known stays true. */
async function readOn(
  known: readonly LogLine[],
  page: (after: number) => Promise<Schema<"LogPage">>,
): Promise<readonly LogLine[]> {
  const lines = [...known];
  for (;;) {
    const { items } = await page(lines.at(-1)?.id ?? 0);
    lines.push(...items);
    if (items.length < PAGE) return items.length === 0 && known.length > 0 ? known : lines;
  }
}

function knownLines(client: QueryClient, key: readonly unknown[]): readonly LogLine[] {
  return client.getQueryData<readonly LogLine[]>(key) ?? [];
}

/** A run's log from the level on, oldest first. Asked again, it fetches only what is new. */
export function logsQuery(runId: string, level: Level) {
  const queryKey = ["logs", runId, level];
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readOn(knownLines(client, queryKey), (after) => readPage(runId, level, after, signal)),
    structuralSharing: false,
    meta: { runIds: [runId] },
  });
}
