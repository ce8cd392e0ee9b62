import type { components } from "@/client/schema";

type Told = components["schemas"]["Problem"];

/** A value that the server refused: which field, what was sent, what is allowed. */
export type RefusedField = components["schemas"]["RefusedField"];

/** What the server answers when it refuses (RFC 9457), as an error. */
export class Problem extends Error {
  readonly slug: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly fields: readonly RefusedField[];
  /** How long a busy server asks to wait before the next try; 0 when it does not say. */
  readonly retryAfterSeconds: number;

  constructor(told: Told, retryAfterSeconds = 0) {
    super(told.detail === "" ? told.title : told.detail);
    this.name = "Problem";
    this.slug = told.type.replace(/^.*\//, "");
    this.title = told.title;
    this.status = told.status;
    this.detail = told.detail;
    this.fields = told.errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The problem in a body that should be one; a proxy's HTML page becomes one too. */
export function problemFrom(
  body: unknown,
  response: Pick<Response, "status" | "headers">,
): Problem {
  const seconds = Number(response.headers.get("Retry-After") ?? 0);
  if (isTold(body)) return new Problem(body, Number.isFinite(seconds) ? seconds : 0);
  return new Problem({
    type: "/problems/unexpected",
    title: `The server answered ${String(response.status)}`,
    status: response.status,
    detail: "",
    errors: [],
  });
}

function isTold(body: unknown): body is Told {
  return (
    typeof body === "object" &&
    body !== null &&
    "type" in body &&
    typeof body.type === "string" &&
    "title" in body &&
    typeof body.title === "string" &&
    "status" in body &&
    typeof body.status === "number" &&
    "detail" in body &&
    typeof body.detail === "string" &&
    "errors" in body &&
    Array.isArray(body.errors)
  );
}

/** The words to show for any thrown thing. */
export function sentenceOf(error: unknown): { title: string; detail: string } {
  if (error instanceof Problem) return { title: error.title, detail: error.detail };
  if (error instanceof Error) return { title: "Something went wrong", detail: error.message };
  return { title: "Something went wrong", detail: "" };
}
