import { describe, expect, it } from "vitest";

import { Problem } from "@/client/problem";

import { refusalOf } from "./preset-refusal";

function refused(status: number, ...fields: readonly string[]) {
  const errors = fields.map((field) => ({ field, value: "x", message: `${field} is wrong` }));
  return new Problem({ type: "/problems/x", title: "No", status, detail: "", errors });
}

describe("why a preset was not kept", () => {
  it("is nothing where it was kept", () => {
    expect(Object.values(refusalOf(null, "mine/one")).filter(Boolean)).toEqual([]);
  });

  it("is that its name is taken, which can be mended by replacing", () => {
    const refusal = refusalOf(refused(409), "mine/one");
    expect(refusal.isTaken).toBe(true);
    expect(refusal.name).toContain("mine/one is taken");
    expect(refusal.failure).toBeNull();
  });

  it("stands at the field that can mend it", () => {
    expect(refusalOf(refused(422, "name"), "x").name).toBe("name is wrong");
    expect(refusalOf(refused(422, "title"), "x").title).toBe("title is wrong");
    expect(refusalOf(refused(422, "spec.model.members"), "x").spec).toBe(
      "spec.model.members is wrong",
    );
    expect(refusalOf(refused(422, "name"), "x").failure).toBeNull();
  });

  it("is a failure where no field is to blame", () => {
    for (const error of [refused(422, "specification"), refused(500), new Error("away")]) {
      expect(refusalOf(error, "x")).toMatchObject({ name: null, spec: null, failure: error });
    }
  });
});
