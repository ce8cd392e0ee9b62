/** Which fields a version with its improver reads. The rest of the spec is idle in such a run. */

import type { Learner } from "./learners";

/** Who reads a field: these versions, with these improvers. What is left out may be any. */
interface Readers {
  versions?: readonly string[];
  improvers?: readonly string[];
}

const FITS_ONCE = ["0.5"];
const REFITS = ["1.0", "1.5", "2.0", "2.5", "3.0"];
const WITH_MODEL = [...FITS_ONCE, ...REFITS];

const PLANNERS = ["cem", "icem", "mppi", "random_shooting"];
const EXPANSIONS = ["mve", "steve"];
const ENTROPIC = ["sac", "redq", "discrete_sac"];
const OFF_POLICY = [...ENTROPIC, "dqn"];
const LIKELIHOOD_RATIO = ["ppo", "actor_critic", "reinforce"];
const ON_POLICY = [...LIKELIHOOD_RATIO, "pathwise"];

const ON_IMAGINED_BATCHES: Readers = { versions: ["3.0"], improvers: OFF_POLICY };
const FROM_CHOSEN_STARTS: Readers = {
  versions: WITH_MODEL,
  improvers: [...OFF_POLICY, ...ON_POLICY],
};
const IN_THE_MODEL: Readers = { versions: ["2.0", "2.5"] };

/**
 * A row for a field goes before the row for its group. A field without either is read by every run.
 * Held against `worker/mbrl`: what a learner there takes from the spec stands here.
 */
const READ_BY: Readonly<Record<string, Readers>> = {
  "model.*": { versions: WITH_MODEL },
  "model.fit_every": { versions: REFITS },

  "rollout.*": { versions: WITH_MODEL },
  "rollout.start": FROM_CHOSEN_STARTS,
  "rollout.recent": FROM_CHOSEN_STARTS,
  "rollout.per_step": ON_IMAGINED_BATCHES,
  "rollout.retain_epochs": ON_IMAGINED_BATCHES,

  "policy.*": { improvers: [...OFF_POLICY, ...EXPANSIONS] },
  "policy.hidden": { improvers: [...OFF_POLICY, ...EXPANSIONS, ...ON_POLICY] },
  "policy.discount": { improvers: [...OFF_POLICY, ...EXPANSIONS, ...ON_POLICY] },
  "policy.real_ratio": ON_IMAGINED_BATCHES,
  "policy.target_entropy": { improvers: [...ENTROPIC, ...EXPANSIONS, "pathwise"] },
  "policy.critics": { improvers: ["redq"] },
  "policy.critic_subset": { improvers: ["redq"] },
  "policy.epsilon": { improvers: ["dqn"] },
  "policy.epsilon_steps": { improvers: ["dqn"] },

  "planning.*": { improvers: PLANNERS },
  "planning.iterations": { improvers: ["cem", "icem", "mppi"] },
  "planning.elite_ratio": { improvers: ["cem", "icem"] },
  "planning.momentum": { improvers: ["cem", "icem"] },
  "planning.initial_deviation": { improvers: ["cem", "icem", "mppi"] },
  "planning.noise_exponent": { improvers: ["icem"] },
  "planning.kept_elites": { improvers: ["icem"] },
  "planning.temperature": { improvers: ["mppi"] },

  "gradient.*": { improvers: ON_POLICY },
  "gradient.rollouts": IN_THE_MODEL,
  "gradient.updates_per_fit": IN_THE_MODEL,
  "gradient.validate_every": IN_THE_MODEL,
  "gradient.improved_members": IN_THE_MODEL,
  "gradient.terminal_value": { improvers: ["pathwise"] },
  "gradient.gae_lambda": { improvers: ["ppo", "actor_critic", "pathwise"] },
  "gradient.entropy_bonus": { improvers: LIKELIHOOD_RATIO },
  "gradient.clip_ratio": { improvers: ["ppo"] },
  "gradient.target_kl": { improvers: ["ppo"] },
  "gradient.steps_per_update": { versions: ["model-free"], improvers: ["ppo"] },

  "compute.rollout_precision": ON_IMAGINED_BATCHES,
};

function holds(names: readonly string[] | undefined, name: string): boolean {
  return names === undefined || names.includes(name);
}

/** Whether any of the learners reads the field. While none is known, every field may matter. */
export function isRead(path: string, learners: readonly Learner[]): boolean {
  const readers = READ_BY[path] ?? READ_BY[path.replace(/\..*$/, ".*")] ?? {};
  return (
    learners.length === 0 ||
    learners.some(
      ({ version, improver }) =>
        holds(readers.versions, version) && holds(readers.improvers, improver),
    )
  );
}

/** Whether a learner plans through the model instead of having a policy network. */
export function plans({ improver }: Learner): boolean {
  return PLANNERS.includes(improver);
}

/** Whether a learner rolls a model out. */
export function imagines({ version }: Learner): boolean {
  return WITH_MODEL.includes(version);
}

/** Whether a learner uses the model inside the critics' targets alone. */
export function expandsValues({ improver }: Learner): boolean {
  return EXPANSIONS.includes(improver);
}
