import { expect, test } from "vitest";

import { specFields } from "@/features/launch/fields/spec-fields";

import { formValues } from "./form-values";

const FIELDS = specFields({
  properties: {
    rollout: {
      properties: { length: { default: 5 }, max_disagreement: { default: null } },
    },
    model: { properties: { hidden: { default: [200, 200] }, members: { default: 7 } } },
  },
});

const PRESET: Record<string, string> = {
  "rollout.length": "1",
  "rollout.max_disagreement": "not set",
  "model.hidden": "[200,200]",
};

const start = (path: string) => PRESET[path] ?? "";

test("what a text says is laid over the start, and what it leaves out has its default", () => {
  const values = { "rollout.length": [1, 5, 20], "model.hidden": [[64, 64]], "model.members": [3] };
  expect(formValues(values, FIELDS, start)).toEqual({
    "rollout.length": "1,5,20",
    "model.hidden": "[64,64]",
    "model.members": "3",
  });
  expect(formValues({}, FIELDS, start)).toEqual({ "rollout.length": "5" });
});

test("what is as it was at the start, or at its default where the start has none, is not changed", () => {
  const values = {
    "rollout.length": [1],
    "rollout.max_disagreement": [null],
    "model.members": [7],
  };
  expect(formValues(values, FIELDS, start)).toEqual({});
});
