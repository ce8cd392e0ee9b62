import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { keyedFor, type Keyed, useCreateOnce } from "./create-once";

function recorded() {
  const keys: string[] = [];
  const create = vi.fn((_: unknown, { header }: Keyed) => {
    keys.push(header["Idempotency-Key"]);
    return Promise.resolve("made");
  });
  const { result } = renderHook(() => useCreateOnce(create));
  return { keys, create, once: result.current };
}

test("the key stays while no answer came, and the next creation has another", async () => {
  const { keys, create, once } = recorded();
  create.mockImplementationOnce((_, { header }) => {
    keys.push(header["Idempotency-Key"]);
    return Promise.reject(new Error("lost"));
  });
  await expect(once({ seeds: [0] })).rejects.toThrow("lost");
  await once({ seeds: [0] });
  await once({ seeds: [0] });
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test("another request has another key", async () => {
  const { keys, create, once } = recorded();
  create.mockRejectedValueOnce(new Error("lost"));
  await expect(once({ seeds: [0] })).rejects.toThrow();
  await once({ seeds: [1] });
  expect(keys[0]).not.toBe(create.mock.calls[0]?.[1].header["Idempotency-Key"]);
});

test("things that are created together have keys of their own", () => {
  const keyed = { header: { "Idempotency-Key": "k".repeat(32) } };
  expect(keyedFor(keyed, "run1").header["Idempotency-Key"]).toBe(`${"k".repeat(32)}-run1`);
});
