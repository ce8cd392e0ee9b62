import { describe, expect, it } from "vitest";

import { isRead } from "./relevance";

const PATHS = [
  "model.members",
  "model.fit_every",
  "rollout.start",
  "rollout.length",
  "rollout.propagation",
  "rollout.max_disagreement",
  "rollout.per_step",
  "rollout.retain_epochs",
  "policy.hidden",
  "policy.discount",
  "policy.updates_per_step",
  "policy.real_ratio",
  "policy.target_rate",
  "policy.target_entropy",
  "policy.critics",
  "policy.epsilon",
  "planning.candidates",
  "planning.temperature",
  "gradient.learning_rate",
  "gradient.rollouts",
  "gradient.terminal_value",
  "gradient.clip_ratio",
  "gradient.steps_per_update",
  "compute.rollout_precision",
];

const MODEL = ["model.members", "model.fit_every"];
const DEPTH = ["rollout.length", "rollout.propagation", "rollout.max_disagreement"];
const ROLLOUTS = ["rollout.start", ...DEPTH];
const BATCHES = ["rollout.per_step", "rollout.retain_epochs", "compute.rollout_precision"];
const NETWORKS = ["policy.hidden", "policy.discount"];
const CRITICS = [...NETWORKS, "policy.updates_per_step", "policy.target_rate"];

const READ: [version: string, improver: string, paths: string[]][] = [
  ["model-free", "sac", [...CRITICS, "policy.target_entropy"]],
  ["model-free", "dqn", [...CRITICS, "policy.epsilon"]],
  [
    "model-free",
    "ppo",
    [...NETWORKS, "gradient.learning_rate", "gradient.clip_ratio", "gradient.steps_per_update"],
  ],
  ["0.5", "cem", ["model.members", ...DEPTH, "planning.candidates"]],
  ["1.0", "random_shooting", [...MODEL, ...DEPTH, "planning.candidates"]],
  ["1.5", "mppi", [...MODEL, ...DEPTH, "planning.candidates", "planning.temperature"]],
  [
    "2.0",
    "pathwise",
    [
      ...MODEL,
      ...ROLLOUTS,
      ...NETWORKS,
      "policy.target_entropy",
      "gradient.learning_rate",
      "gradient.rollouts",
      "gradient.terminal_value",
    ],
  ],
  [
    "2.5",
    "ppo",
    [
      ...MODEL,
      ...ROLLOUTS,
      ...NETWORKS,
      "gradient.learning_rate",
      "gradient.rollouts",
      "gradient.clip_ratio",
    ],
  ],
  [
    "3.0",
    "redq",
    [
      ...MODEL,
      ...ROLLOUTS,
      ...BATCHES,
      ...CRITICS,
      "policy.real_ratio",
      "policy.target_entropy",
      "policy.critics",
    ],
  ],
  ["3.0", "steve", [...MODEL, ...DEPTH, ...CRITICS, "policy.target_entropy"]],
];

describe("what a version reads", () => {
  it.each(READ)("%s with %s", (version, improver, paths) => {
    const read = PATHS.filter((path) => isRead(path, [{ version, improver }]));
    expect(read.sort()).toEqual([...paths].sort());
  });

  it("is the union for several versions", () => {
    const both = [
      { version: "1.5", improver: "cem" },
      { version: "model-free", improver: "sac" },
    ];
    expect(isRead("planning.candidates", both)).toBe(true);
    expect(isRead("policy.target_rate", both)).toBe(true);
    expect(isRead("rollout.start", both)).toBe(false);
  });

  it("is everything that no row names, and everything while no version is known", () => {
    expect(isRead("training.env_steps", [{ version: "1.5", improver: "cem" }])).toBe(true);
    expect(isRead("planning.candidates", [])).toBe(true);
  });
});
