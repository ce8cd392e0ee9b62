/** What the catalog says of versions and of two environments, as tests need it. */

import type { FormCatalog } from "./chosen-learners";

const PLANNERS = {
  continuous: ["cem", "icem", "mppi", "random_shooting"],
  discrete: ["cem", "random_shooting"],
};
const GRADIENTS = ["ppo", "actor_critic", "reinforce"];

const IMPROVERS: Record<string, Record<string, string[]>> = {
  "3.0": { continuous: ["sac", "redq", "mve", "steve"], discrete: ["dqn", "discrete_sac"] },
  "2.5": { continuous: GRADIENTS, discrete: GRADIENTS },
  "2.0": { continuous: ["pathwise"], discrete: [] },
  "1.5": PLANNERS,
  "1.0": PLANNERS,
  "0.5": PLANNERS,
  "model-free": {
    continuous: ["sac", "redq", "ppo"],
    discrete: ["dqn", "discrete_sac", "ppo"],
  },
};

function environment(
  id: string,
  actions: "continuous" | "discrete",
): FormCatalog["environments"][number] {
  return {
    id,
    actions,
    observation_dims: 3,
    action_dims: 1,
    max_episode_steps: 200,
    known_termination: true,
    known_reward: true,
    available: true,
    reason: null,
  };
}

const NO_EXPANSION = ["sac", "redq", "dqn", "discrete_sac", ...GRADIENTS, "pathwise"];
const NO_PLANS = ["2.0", "2.5", "3.0", "model-free"];
const ADAPTING = ["1.5", ...NO_PLANS];
const ALL_TASKS = ["Pendulum-v1", "CartPole-v1", "Own-v0"];
const ANYTHING = { versions: null, improvers: null, environments: null };
const CHOSEN_START = { ...ANYTHING, versions: NO_PLANS, improvers: NO_EXPANSION };

/** What names of some fields go together with, as the catalog tells. */
const ALLOWED: FormCatalog["allowed"] = {
  "algorithm.version": { "2.0": { ...ANYTHING, environments: ["Pendulum-v1", "Own-v0"] } },
  "rollout.start": {
    initial: CHOSEN_START,
    real_recent: CHOSEN_START,
    real_on_policy: CHOSEN_START,
  },
  "rollout.length": {
    constant: ANYTHING,
    schedule: { ...ANYTHING, versions: ["1.0", ...ADAPTING] },
    adaptive: { ...ANYTHING, versions: ADAPTING },
  },
  "compute.rollout_precision": {
    bfloat16: {
      ...ANYTHING,
      versions: ["3.0"],
      improvers: ["sac", "redq", "dqn", "discrete_sac"],
    },
  },
  "model.termination": { known: { ...ANYTHING, environments: ALL_TASKS.slice(0, 2) } },
  "model.reward": { known: { ...ANYTHING, environments: ALL_TASKS.slice(0, 2) } },
};

const WITH_NETWORK = ["sac", "redq", "mve", "steve", "dqn", "discrete_sac", ...GRADIENTS];
const WITH_START = ["sac", "redq", "dqn", "discrete_sac", ...GRADIENTS];
const ON_IMAGINED_BATCHES = {
  versions: ["3.0"],
  improvers: ["sac", "redq", "dqn", "discrete_sac"],
};

const PLAN_VERSIONS = ["0.5", "1.0", "1.5"];

export const CATALOG: FormCatalog = {
  allowed: ALLOWED,
  asked_first: [
    "environment.id",
    "algorithm.version",
    "algorithm.improver",
    "rollout.length",
    "rollout.start",
    "training.env_steps",
  ],
  choice_names: {
    constant: "Constant",
    schedule: "Schedule",
    adaptive: "Adaptive",
    real_on_policy: "real, on policy",
  },
  length_examples: { constant: 5, schedule: {}, adaptive: { tolerance: 0.5 } },
  schema: {
    properties: {
      rollout: { properties: { start: { default: "real_uniform" }, length: { default: 5 } } },
      model: {
        properties: { termination: { default: "auto" }, reward: { default: "learned" } },
      },
      compute: { properties: { rollout_precision: { default: "float32" } } },
    },
  },
  readers: {
    "rollout.*": { versions: ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0"], improvers: null },
    "policy.*": { versions: null, improvers: WITH_NETWORK },
    "planning.*": { versions: null, improvers: PLANNERS.continuous },
    "rollout.start": { versions: ["2.0", "2.5", "3.0"], improvers: WITH_START },
    "compute.rollout_precision": ON_IMAGINED_BATCHES,
  },
  versions: Object.entries(IMPROVERS).map(([version, improvers]) => ({
    version,
    title: `version ${version}`,
    description: "",
    improvers,
    length_title: PLAN_VERSIONS.includes(version) ? "Plan horizon k" : "Rollout length k",
  })),
  environments: [
    environment("Pendulum-v1", "continuous"),
    environment("CartPole-v1", "discrete"),
    { ...environment("Own-v0", "continuous"), known_termination: false, known_reward: false },
  ],
};

const STANDARD: Record<string, string> = {
  "environment.id": "Pendulum-v1",
  "algorithm.version": "3.0",
  "algorithm.improver": "auto",
  "rollout.length": "5",
  "rollout.start": "real_uniform",
  "model.termination": "auto",
  "model.reward": "learned",
  "rollout.per_step": "400",
  "policy.real_ratio": "0.05",
  "planning.candidates": "200",
  "gradient.rollouts": "100",
};

/** A form with these values, and the usual ones else. */
export function formWith(changes: Record<string, string>) {
  return (path: string) => ({ ...STANDARD, ...changes })[path] ?? "";
}
