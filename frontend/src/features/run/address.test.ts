import { expect, test } from "vitest";

import { readRunView, writeRunView } from "./address";

test("the dimensions looked at are read from the address and written back", () => {
  const view = readRunView({ dimension: "3", against: "0", step: "500" });
  expect([view.dimension, view.against, view.step]).toEqual([3, 0, 500]);
  expect(writeRunView(view)).toEqual({ dimension: 3, against: 0, step: 500 });
});

test("what is malformed or at its default is left out", () => {
  expect(writeRunView(readRunView({ dimension: "-1", against: "x", policy: "?" }))).toEqual({});
});
