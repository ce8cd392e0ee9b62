import { describe, expect, it } from "vitest";

import { Problem, problemFrom, sentenceOf } from "./problem";

const TOLD = {
  type: "/problems/busy",
  title: "The server is busy",
  status: 503,
  detail: "Nothing was changed.",
  errors: [],
};

function answered(status: number, wait?: string) {
  return { status, headers: new Headers(wait === undefined ? {} : { "Retry-After": wait }) };
}

describe("a refusal of the server", () => {
  it("is told by its detail, and by its title where there is none", () => {
    expect(new Problem(TOLD).message).toBe("Nothing was changed.");
    expect(new Problem({ ...TOLD, detail: "" }).message).toBe("The server is busy");
    expect(new Problem(TOLD).slug).toBe("busy");
  });

  it("says how long to wait, and nothing where the server says what is no number", () => {
    expect(problemFrom(TOLD, answered(503, "7")).retryAfterSeconds).toBe(7);
    expect(problemFrom(TOLD, answered(503, "soon")).retryAfterSeconds).toBe(0);
    expect(problemFrom(TOLD, answered(503)).retryAfterSeconds).toBe(0);
  });

  it.each([
    null,
    "<html>",
    {},
    { ...TOLD, type: 1 },
    { ...TOLD, title: null },
    { ...TOLD, status: "503" },
    { ...TOLD, detail: undefined },
    { ...TOLD, errors: "none" },
  ])("is one too where a proxy says it in its own way: %o", (body) => {
    const problem = problemFrom(body, answered(502));
    expect([problem.status, problem.title, problem.slug]).toEqual([
      502,
      "The server answered 502",
      "unexpected",
    ]);
  });
});

describe("what is shown of anything thrown", () => {
  it("has the words of a refusal, of an error, or only says that there is one", () => {
    expect(sentenceOf(new Problem(TOLD))).toEqual({
      title: "The server is busy",
      detail: "Nothing was changed.",
    });
    expect(sentenceOf(new Error("oh"))).toEqual({ title: "Something went wrong", detail: "oh" });
    expect(sentenceOf("oh")).toEqual({ title: "Something went wrong", detail: "" });
  });
});
