import { expect, test } from "vitest";

import { type Change, changeOf, isTouched } from "./invalidation";

const SERIES_OF_A: Change = { kind: "series", id: "a", run_id: "a" };

test("a figure of other runs is left alone", () => {
  const queryKey = ["figures", "returns"];
  expect(isTouched({ queryKey, meta: { runIds: ["b", "c"] } }, [SERIES_OF_A])).toBe(false);
  expect(isTouched({ queryKey, meta: { runIds: ["a"] } }, [SERIES_OF_A])).toBe(true);
});

test("a list that names no runs follows every run", () => {
  const change = { kind: "run", id: "a", run_id: "a" };
  expect(isTouched({ queryKey: ["runs", "list", {}], meta: undefined }, [change])).toBe(true);
});

test("what is said of trust follows the curves and the returns", () => {
  const known = { queryKey: ["trust", "a"], meta: { runIds: ["a"] } };
  expect(isTouched(known, [SERIES_OF_A])).toBe(true);
  expect(isTouched(known, [{ ...SERIES_OF_A, kind: "profiles" }])).toBe(true);
  expect(isTouched(known, [{ ...SERIES_OF_A, kind: "logs" }])).toBe(false);
});

test("why a run waits follows the workers", () => {
  const change = { kind: "worker", id: "w", run_id: null };
  const known = { queryKey: ["runs", "a"], meta: { runIds: ["a"] } };
  expect(isTouched(known, [change])).toBe(true);
});

test("kinds that this page does not know touch nothing", () => {
  const change = { kind: "weather", id: "a", run_id: null };
  expect(isTouched({ queryKey: ["runs"], meta: undefined }, [change])).toBe(false);
});

test("data that is no change is ignored", () => {
  expect(changeOf("{")).toBeNull();
  expect(changeOf('"text"')).toBeNull();
  expect(changeOf('{"kind": "run"}')).toBeNull();
  expect(changeOf('{"kind": "run", "id": "a", "run_id": null, "version": 3}')).toEqual({
    kind: "run",
    id: "a",
    run_id: null,
  });
});
