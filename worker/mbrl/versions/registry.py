"""Algorithm versions by the names they have in a spec. A new version is a module and a line here.

Which combinations a run may name, `backend.spec.algorithm.IMPROVERS` says; a test holds the two
tables against one another.
"""

from collections.abc import Mapping

from backend.spec.algorithm import Improver, Version
from backend.spec.run import RunSpec
from worker.mbrl.learner import Build
from worker.mbrl.policy.improvers.off_policy import OFF_POLICY
from worker.mbrl.policy.planning.planner import SEARCHES
from worker.mbrl.versions.expanded_values import ExpandedValues
from worker.mbrl.versions.gradients_in_model import LikelihoodRatioInModel, PathwiseInModel
from worker.mbrl.versions.model_free import ModelFree
from worker.mbrl.versions.planned import Planned
from worker.mbrl.versions.real_policy_gradient import RealPolicyGradient
from worker.mbrl.versions.short_rollouts import ShortRollouts

_PLANNED: Mapping[Improver, Build] = dict.fromkeys(SEARCHES["continuous"], Planned)

LEARNERS: Mapping[Version, Mapping[Improver, Build]] = {
    "model-free": {**dict.fromkeys(OFF_POLICY, ModelFree), "ppo": RealPolicyGradient},
    "0.5": _PLANNED,
    "1.0": _PLANNED,
    "1.5": _PLANNED,
    "2.0": {"pathwise": PathwiseInModel},
    "2.5": dict.fromkeys(("reinforce", "actor_critic", "ppo"), LikelihoodRatioInModel),
    "3.0": {
        **dict.fromkeys(OFF_POLICY, ShortRollouts),
        "mve": ExpandedValues,
        "steve": ExpandedValues,
    },
}


def learner_of(spec: RunSpec) -> Build:
    """What builds the learner that a spec asks for."""
    return LEARNERS[spec.algorithm.version][spec.improver]
