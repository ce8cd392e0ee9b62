import { describe, expect, it } from "vitest";

import type { Schema } from "@/client/client";

import { accessSentence, loopback, newShare, openLinks, type ShareTarget } from "./share-target";

const now = new Date("2026-03-01T12:00:00Z");
const comparison: ShareTarget = {
  kind: "comparison",
  runIds: ["b", "a"],
  title: "T",
  view: "h=17",
};
const run: ShareTarget = { kind: "run", id: "a", title: "", view: "" };

function share(changes: Partial<Schema<"Share">>): Schema<"Share"> {
  return {
    id: "s1",
    kind: "run",
    target_id: "a",
    run_ids: [],
    view: "",
    title: "",
    created_at: "2026-02-01T12:00:00Z",
    expires_at: null,
    revoked_at: null,
    ...changes,
  };
}

describe("a share link", () => {
  it("asks for the target, its view and its end", () => {
    expect(newShare(comparison, "7 days", now)).toEqual({
      kind: "comparison",
      run_ids: ["b", "a"],
      title: "T",
      view: "h=17",
      expires_at: "2026-03-08T12:00:00.000Z",
    });
    expect(newShare(run, "until revoked", now)).toEqual({
      kind: "run",
      target_id: "a",
      title: "",
      view: "",
      expires_at: null,
    });
  });

  it("is listed at its own target only, while it opens", () => {
    const links = [
      share({}),
      share({ target_id: "other" }),
      share({ revoked_at: "2026-02-02T00:00:00Z" }),
      share({ expires_at: "2026-02-02T00:00:00Z" }),
      share({ kind: "experiment" }),
    ];
    expect(openLinks(links, run, now)).toEqual([links[0]]);
  });

  it("belongs to a comparison of the same runs in any order", () => {
    const same = share({ kind: "comparison", target_id: null, run_ids: ["a", "b"] });
    const more = share({ kind: "comparison", target_id: null, run_ids: ["a", "b", "c"] });
    expect(openLinks([same, more], comparison, now)).toEqual([same]);
  });

  it("says what it gives away", () => {
    expect(accessSentence(comparison)).toContain("these 2 runs and nothing else");
    expect(accessSentence(run)).toContain("not its log");
  });

  it("knows where a link cannot travel", () => {
    expect(loopback("127.0.0.1")).toBe(true);
    expect(loopback("branchpoint.example")).toBe(false);
  });
});
