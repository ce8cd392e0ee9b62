import type { Query } from "@tanstack/react-query";

/** What an event says: something changed. Ids only, never data. */
export interface Change {
  kind: string;
  id: string;
  run_id: string | null;
}

/**
 * Query keys begin with a noun; these are the nouns that a change makes old. A query that depends
 * on certain runs only says so in its `meta: { runIds }` and is left alone by changes of others.
 */
const NOUNS: Record<string, readonly string[]> = {
  run: ["runs", "experiments", "queue", "workers", "comparison", "shared"],
  experiment: ["experiments", "shared"],
  series: ["series", "figures", "comparison", "trust"],
  profiles: ["profiles", "figures", "comparison", "trust"],
  logs: ["logs"],
  view: ["saved-views"],
  published: ["published-curves", "figures"],
  share: ["shares", "shared"],
  // Why a run waits stands on its own page too.
  worker: ["workers", "queue", "runs"],
  // It may be this browser's own session that ended.
  session: ["sessions", "session"],
};

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { runIds?: readonly string[] };
  }
}

/** Whether what this query knows may be old after these changes. */
export function isTouched(
  query: Pick<Query, "queryKey" | "meta">,
  changes: readonly Change[],
): boolean {
  const noun = query.queryKey[0];
  const runIds = query.meta?.runIds;
  return changes.some((change) => {
    if (typeof noun !== "string" || !(NOUNS[change.kind] ?? []).includes(noun)) return false;
    return runIds === undefined || change.run_id === null || runIds.includes(change.run_id);
  });
}

/** The change in an event's data; `null` for what an older or newer server might say. */
export function changeOf(data: string): Change | null {
  let told: unknown;
  try {
    told = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null) return null;
  const { kind, id, run_id: runId } = told as Record<string, unknown>;
  if (typeof kind !== "string" || typeof id !== "string") return null;
  return { kind, id, run_id: typeof runId === "string" ? runId : null };
}
