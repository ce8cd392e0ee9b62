import createClient, { type Middleware } from "openapi-fetch";

import { Problem, problemFrom } from "@/client/problem";
import type { components, paths } from "@/client/schema";
import { fetchTogether, together } from "@/client/together";
import { apiRoot } from "@/client/transport";

/** The shapes of the API by name: `Schema<'Run'>`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

let shareToken: string | null = null;

/**
 * From now on every request of this tab is asked as a reader of this share link, or as the owner
 * again with `null`. The share route sets it before it loads anything.
 */
export function setShareToken(token: string | null): void {
  shareToken = token;
}

/** The headers that say who is asking. For requests that do not go through `api`. */
export function accessHeaders(): Record<string, string> {
  return shareToken === null ? {} : { "Branchpoint-Share": shareToken };
}

/** What `ask` asks for goes in one request. The reader of a link asks for each: a link only reads. */
export function askTogether(ask: () => void): void {
  if (shareToken === null) together(ask);
  else ask();
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const access: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(accessHeaders())) request.headers.set(name, value);
    if (!SAFE.has(request.method)) request.headers.set("Branchpoint-Csrf", "1");
    return request;
  },
};

/**
 * The API. Every call goes through `call`, which turns a refusal into a thrown `Problem`. Files that
 * a route can answer with instead of JSON are saved by `saveAnswer`.
 */
export const api = createClient<paths, "application/json">({
  baseUrl: apiRoot(),
  fetch: fetchTogether,
});
api.use(access);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * What the server answered.
 *
 * `call(api.GET('/api/v1/runs', { params: { query }, signal }))`
 *
 * Throws a `Problem` when it refused, or when it could not be reached (`status` 0).
 */
export async function call<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({
      type: "/problems/unreachable",
      title: "The server does not answer",
      status: 0,
      detail: "Is it still running? This page tries again when it is back.",
      errors: [],
    });
  }
  if (!answer.response.ok) throw problemFrom(answer.error, answer.response);
  // An empty answer (204) has no data, and its type says so.
  return answer.data as Data;
}
