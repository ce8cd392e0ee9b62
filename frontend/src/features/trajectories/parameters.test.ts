// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { trajectoriesParameters } from "./api";

describe("what the figure of trajectories is asked for", () => {
  it("says dimension and step 0, and leaves out what is not chosen", () => {
    const none = { run: "a", step: undefined, dimension: undefined, against: undefined };
    expect(trajectoriesParameters(none)).toEqual({ run: "a" });
    expect(trajectoriesParameters({ run: "a", step: 0, dimension: 0, against: 0 })).toEqual({
      run: "a",
      env_step: 0,
      dimension: 0,
      against: 0,
    });
  });
});
