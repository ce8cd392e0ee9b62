import { expect, test } from "vitest";

import { age, duration } from "./time-words";
// The server's words are held to the same table.
import cases from "./time-words-for-tests.json";

const NOW = Date.parse(cases.now);

test.each(cases.durations as [number, string][])("%d seconds are %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test.each([...(cases.ages as [string, string][]), ["nonsense", "–"]] as [string, string][])(
  "%s is %s old",
  (at, words) => {
    expect(age(at, NOW)).toBe(words);
  },
);
