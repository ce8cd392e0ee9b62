import { expect, test } from "vitest";

import { matching } from "./field-search";
import { specFields } from "./spec-fields";

const FIELDS = specFields({
  properties: {
    rollout: {
      properties: {
        length: {
          title: "Rollout length k",
          description: "Steps imagined at a time.",
          unit: "model steps",
        },
        propagation: { title: "Propagation", enum: ["mean", "ts1"] },
      },
    },
    model: { properties: { members: { title: "Ensemble members", description: "Networks." } } },
  },
});

const paths = (query: string) => matching(FIELDS, query).map(({ path }) => path);

test("a field is found by its name, its path, its description, its unit and its choices", () => {
  expect(paths("ensemble")).toEqual(["model.members"]);
  expect(paths("rollout.length")).toEqual(["rollout.length"]);
  expect(paths("Networks")).toEqual(["model.members"]);
  expect(paths("model steps")).toEqual(["rollout.length"]);
  expect(paths("ts1")).toEqual(["rollout.propagation"]);
});

test("every word must occur, in any order, and no query leaves nothing out", () => {
  expect(paths("length rollout")).toEqual(["rollout.length"]);
  expect(paths("length members")).toEqual([]);
  expect(paths("  ")).toHaveLength(FIELDS.length);
});
