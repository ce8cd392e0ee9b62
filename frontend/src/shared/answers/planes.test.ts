import { expect, it } from "vitest";

import { fromPlanes } from "./planes";

it("puts a column together again", () => {
  // What backend/publication/planes.py makes of 1, 258, -5 and of 1.5, -2.
  const whole = fromPlanes("i4", new Uint8Array([1, 1, 249, 0, 1, 254, 0, 0, 255, 0, 0, 255]));
  expect([...new Int32Array(whole.buffer)]).toEqual([1, 258, -5]);
  const floating = fromPlanes("f4", new Uint8Array([0, 0, 0, 0, 192, 0, 63, 192]));
  expect([...new Float32Array(floating.buffer)]).toEqual([1.5, -2]);
  const other = new Uint8Array([1, 2, 3]);
  expect(fromPlanes("f8", other)).toBe(other);
});
