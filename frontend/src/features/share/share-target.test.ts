import { describe, expect, it } from "vitest";

import type { Schema } from "@/client/client";

import {
  accessSentence,
  canBeKept,
  loopback,
  newShare,
  openLinks,
  type ShareTarget,
  USUAL_MANNER,
} from "./share-target";

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
    note: "",
    is_frozen: false,
    is_embeddable: false,
    made_by: null,
    views: 0,
    opened_at: null,
    created_at: "2026-02-01T12:00:00Z",
    expires_at: null,
    revoked_at: null,
    ...changes,
  };
}

describe("a share link", () => {
  it("asks for the target, its view and its end", () => {
    const said = { title: "T", note: "**n**" };
    expect(
      newShare(comparison, said, { ...USUAL_MANNER, lifetime: "7 days", isFrozen: true }, now),
    ).toEqual({
      kind: "comparison",
      run_ids: ["b", "a"],
      ...said,
      view: "h=17",
      expires_at: "2026-03-08T12:00:00.000Z",
      is_frozen: true,
      is_embeddable: false,
    });
    expect(
      newShare(run, said, { ...USUAL_MANNER, lifetime: "until revoked", isEmbeddable: true }, now),
    ).toEqual({
      kind: "run",
      target_id: "a",
      ...said,
      view: "",
      expires_at: null,
      is_frozen: false,
      is_embeddable: true,
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

  it("can be frozen and published up to 500 runs", () => {
    const many = (count: number) => ({ ...comparison, runIds: Array(count).fill("a") as string[] });
    expect([many(500), many(501), run].map(canBeKept)).toEqual([true, false, true]);
  });
});
