"""Off-policy improvers by the name they have in a spec."""

from collections.abc import Callable

from torch import Generator

from backend.spec.algorithm import Improver
from backend.spec.policy import PolicySpec
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.captured import capture_for
from worker.mbrl.policy.improvers.deep_q import DeepQ
from worker.mbrl.policy.improvers.discrete_soft_actor_critic import DiscreteSoftActorCritic
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic
from worker.mbrl.policy.improvers.updates import Updates

OFF_POLICY: dict[Improver, Callable[[PolicySpec, tuple[int, int], Generator], "Networks"]] = {
    "sac": SoftActorCritic,
    "redq": SoftActorCritic.redq,
    "dqn": DeepQ,
    "discrete_sac": DiscreteSoftActorCritic,
}
Networks = SoftActorCritic | DeepQ | DiscreteSoftActorCritic


def off_policy_updates(materials: Materials) -> Updates:
    """The spec's improver on its task, with weights drawn anew."""
    spec, task, device = materials.spec, materials.task, materials.device
    dims = (task.observation_dims, task.action_dims)
    agent = OFF_POLICY[spec.improver](spec.policy, dims, materials.generators.weights)
    capture = capture_for(spec.compute, device)
    return Updates(agent.to(device), spec.policy, capture)
