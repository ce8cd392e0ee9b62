import { expect, test } from "vitest";

import { inTurn } from "./drawing-turns";

test("figures are drawn one after the other, in tasks of their own", async () => {
  const seen: string[] = [];
  const draw = (name: string) =>
    inTurn(() => {
      seen.push(name);
      setTimeout(() => seen.push(`after ${name}`));
      return Promise.resolve(name);
    });
  const drawn = await Promise.all([draw("first"), draw("second"), draw("third")]);
  expect(drawn).toEqual(["first", "second", "third"]);
  expect(seen.slice(0, 5)).toEqual(["first", "after first", "second", "after second", "third"]);
});

test("one that fails keeps the next from nothing", async () => {
  const failed = inTurn(() => Promise.reject(new Error("no")));
  const next = inTurn(() => Promise.resolve(2));
  await expect(failed).rejects.toThrow("no");
  await expect(next).resolves.toBe(2);
});
