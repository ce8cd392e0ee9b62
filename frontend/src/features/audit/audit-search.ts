/** What is sought of what was done, as the address says it. Days are those of the reader. */
export interface AuditSearch {
  who?: string;
  action?: string;
  /** The first day, as 2026-11-30. */
  since?: string;
  /** The last day. */
  until?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function text(value: unknown, longest: number): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, longest) : undefined;
}

function day(value: unknown): string | undefined {
  if (typeof value !== "string" || !DAY.test(value)) return undefined;
  return Number.isNaN(new Date(`${value}T00:00`).getTime()) ? undefined : value;
}

/** The search of an address; what makes no sense is left out. */
export function auditSearch(given: Record<string, unknown>): AuditSearch {
  const found = {
    who: text(given["who"], 120),
    action: text(given["action"], 60),
    since: day(given["since"]),
    until: day(given["until"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The parameters of the request: days become moments, and the last day ends where the next begins. */
export function asked({ who, action, since, until }: AuditSearch) {
  return {
    ...(who === undefined ? {} : { who }),
    ...(action === undefined ? {} : { action }),
    ...(since === undefined ? {} : { since: midnight(since, 0) }),
    ...(until === undefined ? {} : { until: midnight(until, 1) }),
  };
}

function midnight(date: string, later: number): string {
  const moment = new Date(`${date}T00:00`);
  moment.setDate(moment.getDate() + later);
  return moment.toISOString();
}

/** The name of an action in words: `cancel_run` is "cancel run". */
export function inWords(action: string): string {
  return action.replaceAll("_", " ");
}
