import { describe, expect, it } from "vitest";

import { composeTitle, returnsComparable } from "./title";

const compared = {
  runs: 15,
  groups: 3,
  groupBy: ["rollout.length"],
  environments: ["Pendulum-v1"],
  name: undefined,
};

describe("a comparison's title", () => {
  it("asks what the grouping changes, and where", () => {
    expect(composeTitle(compared)).toBe("What does rollout.length change on Pendulum-v1?");
    expect(composeTitle({ ...compared, groupBy: ["rollout.length", "model.members"] })).toBe(
      "What do rollout.length and model.members change on Pendulum-v1?",
    );
    expect(composeTitle({ ...compared, groupBy: ["a", "b", "c"] })).toBe(
      "What do 3 settings change on Pendulum-v1?",
    );
  });

  it("compares versions, or improvers, where much differs with them", () => {
    const groupBy = ["algorithm.version", "rollout.length", "rollout.start", "gradient.rollouts"];
    expect(composeTitle({ ...compared, groupBy })).toBe(
      "How do the algorithm versions compare on Pendulum-v1?",
    );
    expect(
      composeTitle({ ...compared, groupBy: ["algorithm.improver", ...groupBy.slice(1)] }),
    ).toBe("How do the improvers compare on Pendulum-v1?");
    expect(composeTitle({ ...compared, groupBy: groupBy.slice(0, 2) })).toBe(
      "What do algorithm.version and rollout.length change on Pendulum-v1?",
    );
  });

  it("names no environment when there are several", () => {
    expect(composeTitle({ ...compared, environments: ["A", "B"] })).toBe(
      "What does rollout.length change?",
    );
    expect(
      composeTitle({ ...compared, groupBy: ["environment.id"], environments: ["A", "B"] }),
    ).toBe("How do A and B differ?");
  });

  it("has words for one run, for equal runs and for none", () => {
    expect(composeTitle({ ...compared, runs: 1, groups: 1, name: "k = 5" })).toBe(
      "How far ahead can the model see in k = 5?",
    );
    expect(composeTitle({ ...compared, groups: 1, groupBy: [] })).toBe(
      "How much do 15 runs vary on Pendulum-v1?",
    );
    expect(composeTitle({ ...compared, runs: 0 })).toBe("Compare runs");
  });

  it("asks about runs when each is a group", () => {
    expect(composeTitle({ ...compared, runs: 4, groups: 4, groupBy: ["run"] })).toBe(
      "How do these 4 runs differ on Pendulum-v1?",
    );
  });

  it("says when returns cannot be compared", () => {
    expect(returnsComparable(["A", "A"])).toBe(true);
    expect(returnsComparable(["A", "B"])).toBe(false);
  });
});
