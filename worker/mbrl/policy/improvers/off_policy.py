"""Off-policy improvers by the name they have in a spec."""

from collections.abc import Callable

from torch import Generator

from backend.spec.algorithm import Improver
from backend.spec.policy import PolicySpec
from worker.mbrl.learner import Materials
from worker.mbrl.policy.improvers.captured import CudaCapture
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
    """The spec's improver on its task, with weights drawn anew.

    Updates are captured as a CUDA graph where the spec asks for it and there is a GPU.
    """
    spec, task = materials.spec, materials.task
    captures = spec.compute.cuda_graphs and materials.device.type == "cuda"
    dims = (task.observation_dims, task.action_dims)
    agent = OFF_POLICY[spec.improver](spec.policy, dims, materials.generators.weights)
    return Updates(
        agent.to(materials.device), spec.policy.learning_rate, CudaCapture() if captures else None
    )
