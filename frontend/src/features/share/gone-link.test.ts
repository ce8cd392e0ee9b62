import { describe, expect, it } from "vitest";

import { Problem } from "@/client/problem";

import { goneFrom } from "./gone-link";

function problem(slug: string, status: number): Problem {
  return new Problem({ type: `/problems/${slug}`, title: "", status, detail: "", errors: [] });
}

describe("a link that opens nothing", () => {
  it("says why, each reason in its own words", () => {
    expect(goneFrom(problem("share-revoked", 410))?.title).toBe("This is no longer shared");
    expect(goneFrom(problem("share-expired", 410))?.title).toBe("This link has expired");
    expect(goneFrom(problem("target-deleted", 410))?.title).toContain("deleted");
    expect(goneFrom(problem("share-unknown", 404))?.title).toBe("No such link");
    expect(goneFrom(problem("unauthorised", 401))?.title).toBe("No such link");
  });

  it("keeps the page while the server is away", () => {
    expect(goneFrom(problem("unreachable", 0))).toBeUndefined();
    expect(goneFrom(new Error("x"))).toBeUndefined();
  });
});
