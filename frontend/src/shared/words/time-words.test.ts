import { expect, test } from "vitest";

import { age, duration } from "./time-words";

const NOON = Date.parse("2026-01-01T12:00:00Z");

test.each([
  [0, "1 s"],
  [89, "89 s"],
  [95, "2 min"],
  [5_400, "1 h 30 min"],
  [7_200, "2 h"],
  [172_800, "2 days"],
])("%d seconds are %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test.each([
  ["2026-01-01T11:59:55Z", "now"],
  ["2026-01-01T11:59:15Z", "45 s"],
  ["2026-01-01T11:01:00Z", "59 min"],
  ["2025-12-31T13:00:00Z", "23 h"],
  ["2025-12-29T12:00:00Z", "3 d"],
  ["2026-01-01T12:00:30Z", "now"],
  ["nonsense", "–"],
])("at noon, %s is %s old", (at, words) => {
  expect(age(at, NOON)).toBe(words);
});
