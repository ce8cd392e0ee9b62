import { expect, test } from "vitest";

import { asked, auditSearch, inWords } from "./audit-search";

test("an address gives what makes sense, and leaves out the rest", () => {
  const given = { who: "ada", action: "", since: "2026-02-30x", until: "2026-11-30", other: 1 };
  expect(auditSearch(given)).toEqual({ who: "ada", until: "2026-11-30" });
  expect(auditSearch({ since: "9999-99-99", who: 7 })).toEqual({});
});

test("the last day is asked for to its end", () => {
  const { since, until } = asked({ since: "2026-11-30", until: "2026-11-30" });
  expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(24 * 3600 * 1000);
  expect(asked({})).toEqual({});
});

test("an action is told in words", () => {
  expect(inWords("cancel_run")).toBe("cancel run");
});
