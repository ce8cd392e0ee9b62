import { expect, test } from "vitest";

import { Problem } from "@/client/problem";

import { isWorthAsking, isWorthRepeating, pauseBefore } from "./retries";

function answered(status: number, retryAfter = 0): Problem {
  return new Problem({ type: "", title: "", status, detail: "", errors: [] }, retryAfter);
}

test.each([0, 502, 503, 504])("status %d passes: asked again four times, changes too", (status) => {
  expect(isWorthAsking(3, answered(status))).toBe(true);
  expect(isWorthRepeating(3, answered(status))).toBe(true);
  expect(isWorthAsking(4, answered(status))).toBe(false);
  expect(isWorthRepeating(4, answered(status))).toBe(false);
});

test("an error of the server is asked again twice, but no change is", () => {
  expect(isWorthAsking(1, answered(500))).toBe(true);
  expect(isWorthAsking(2, answered(500))).toBe(false);
  expect(isWorthRepeating(0, answered(500))).toBe(false);
});

test.each([401, 404, 409, 422])("a refusal (%d) is not asked again", (status) => {
  expect(isWorthAsking(0, answered(status))).toBe(false);
  expect(isWorthRepeating(0, answered(status))).toBe(false);
});

test("the pause is what the server asks for, longer each time, and has an end", () => {
  expect(pauseBefore(0, answered(503, 5))).toBe(5_000);
  expect(pauseBefore(3, answered(503, 5))).toBe(8_000);
  expect(pauseBefore(0, answered(503, 9_999))).toBe(30_000);
  expect(pauseBefore(0, answered(0))).toBe(1_000);
});
