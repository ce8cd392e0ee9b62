import { describe, expect, it } from "vitest";

import { readSharedSearch, viewSearch } from "./address";

describe("the address of a shared page", () => {
  it("shows the view as it was shared until something is changed", () => {
    expect(viewSearch("?h=17&scale=linear", {})).toEqual({ h: "17", scale: "linear" });
    expect(viewSearch("h=17", { run: "abc" })).toEqual({ h: "17" });
    expect(viewSearch("h=17&scale=linear", { h: 3 })).toEqual({ h: 3 });
  });

  it("reads nothing from a malformed address", () => {
    expect(readSharedSearch({ h: { a: 1 }, run: "", step: null, seeds: true })).toEqual({
      seeds: "true",
    });
  });
});
