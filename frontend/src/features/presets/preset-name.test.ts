import { expect, test } from "vitest";

import { nameFrom } from "./preset-name";

test.each([
  ["quiet-otter", "quiet-otter"],
  ["MBPO on Pendulum, k = 5", "mbpo-on-pendulum-k-5"],
  ["  Über – schnell!", "uber-schnell"],
  ["../../etc/passwd", "etc-passwd"],
  ["走る", ""],
  ["a".repeat(59) + " b", "a".repeat(59)],
])("%s becomes a name that is allowed", (words, name) => {
  expect(nameFrom(words)).toBe(name);
});
