"""Which settings a version with its improver reads. The rest of its spec lies idle.

The launch form folds idle settings away, and runs do not differ by them. A test reads along while
every version trains, and holds this table against it.
"""

from dataclasses import dataclass
from functools import cache

from backend.spec.algorithm import Improver, Version


@dataclass(frozen=True)
class Readers:
    """Who reads a setting: runs of these versions with these improvers.

    Attributes:
        versions: The versions; None where any may.
        improvers: The improvers; None where any may.
    """

    versions: tuple[Version, ...] | None = None
    improvers: tuple[Improver, ...] | None = None

    def include(self, version: str, improver: str) -> bool:
        """Whether such a run reads it."""
        return (self.versions is None or version in self.versions) and (
            self.improvers is None or improver in self.improvers
        )


_REFITS: tuple[Version, ...] = ("1.0", "1.5", "2.0", "2.5", "3.0")
_WITH_MODEL: tuple[Version, ...] = ("0.5", *_REFITS)

_PLANNERS: tuple[Improver, ...] = ("cem", "icem", "mppi", "random_shooting")
_EXPANSIONS: tuple[Improver, ...] = ("mve", "steve")
_ENTROPIC: tuple[Improver, ...] = ("sac", "redq", "discrete_sac")
_OFF_POLICY: tuple[Improver, ...] = (*_ENTROPIC, "dqn")
_LIKELIHOOD_RATIO: tuple[Improver, ...] = ("ppo", "actor_critic", "reinforce")
_ON_POLICY: tuple[Improver, ...] = (*_LIKELIHOOD_RATIO, "pathwise")

_EVERY_RUN = Readers()
_MODEL_BASED = Readers(_WITH_MODEL)
_IN_THE_MODEL = Readers(("2.0", "2.5"))
_ON_IMAGINED_BATCHES = Readers(("3.0",), _OFF_POLICY)
_FROM_CHOSEN_STARTS = Readers(_WITH_MODEL, (*_OFF_POLICY, *_ON_POLICY))
_WITH_NETWORK = Readers(None, (*_OFF_POLICY, *_EXPANSIONS, *_ON_POLICY))
_WITH_TEMPERATURE = Readers(None, (*_ENTROPIC, *_EXPANSIONS, "pathwise"))
_REDQ = Readers(None, ("redq",))
_DQN = Readers(None, ("dqn",))
_ELITE_PLANNERS = Readers(None, ("cem", "icem"))
_ICEM = Readers(None, ("icem",))
_ITERATING_PLANNERS = Readers(None, ("cem", "icem", "mppi"))

# "part.*" is every other setting of the part; what stands nowhere is read by every run.
READERS: dict[str, Readers] = {
    "model.*": _MODEL_BASED,
    "model.fit_every": Readers(_REFITS),
    "rollout.*": _MODEL_BASED,
    # A plan has no value function: the worst reward stands where one is cut off.
    "rollout.after_cut_off": Readers(("2.0", "2.5", "3.0")),
    "rollout.start": _FROM_CHOSEN_STARTS,
    "rollout.recent": _FROM_CHOSEN_STARTS,
    "rollout.per_step": _ON_IMAGINED_BATCHES,
    "rollout.retain_epochs": _ON_IMAGINED_BATCHES,
    "rollout.epoch_steps": _ON_IMAGINED_BATCHES,
    "policy.*": Readers(None, (*_OFF_POLICY, *_EXPANSIONS)),
    "policy.hidden": _WITH_NETWORK,
    # A planner plans without it; the discounted return gap is measured with it.
    "policy.discount": _EVERY_RUN,
    "policy.real_ratio": _ON_IMAGINED_BATCHES,
    "policy.target_entropy": _WITH_TEMPERATURE,
    "policy.temperature": _WITH_TEMPERATURE,
    "policy.critics": _REDQ,
    "policy.critic_subset": _REDQ,
    "policy.epsilon": _DQN,
    "policy.epsilon_steps": _DQN,
    "planning.*": Readers(None, _PLANNERS),
    "planning.iterations": _ITERATING_PLANNERS,
    "planning.elite_ratio": _ELITE_PLANNERS,
    "planning.momentum": _ELITE_PLANNERS,
    "planning.initial_deviation": _ITERATING_PLANNERS,
    "planning.sampling": Readers(None, ("cem",)),
    "planning.replan_every": Readers(("0.5", "1.5"), _PLANNERS),
    "planning.noise_exponent": _ICEM,
    "planning.kept_elites": _ICEM,
    "planning.temperature": Readers(None, ("mppi",)),
    "gradient.*": Readers(None, _ON_POLICY),
    "gradient.rollouts": _IN_THE_MODEL,
    "gradient.updates_per_fit": _IN_THE_MODEL,
    "gradient.validate_every": _IN_THE_MODEL,
    "gradient.improved_members": _IN_THE_MODEL,
    "gradient.terminal_value": Readers(None, ("pathwise",)),
    "gradient.gae_lambda": Readers(None, ("ppo", "actor_critic", "pathwise")),
    "gradient.entropy_bonus": Readers(None, _LIKELIHOOD_RATIO),
    "gradient.clip_ratio": Readers(None, ("ppo",)),
    "gradient.target_kl": Readers(None, ("ppo",)),
    "gradient.steps_per_update": Readers(("model-free",), ("ppo",)),
    "evaluation.horizon": _MODEL_BASED,
    "evaluation.diagnostics_budget": _MODEL_BASED,
    "compute.rollout_precision": _ON_IMAGINED_BATCHES,
    "compute.cuda_graphs": Readers(None, _OFF_POLICY),
}


@cache
def is_read(path: str, version: str, improver: str) -> bool:
    """Whether a run of `version` with `improver` reads the setting at the dotted `path`."""
    part = path.partition(".")[0]
    readers = READERS.get(path) or READERS.get(f"{part}.*") or _EVERY_RUN
    return readers.include(version, improver)
