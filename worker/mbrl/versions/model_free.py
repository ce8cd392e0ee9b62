"""Model-free: soft actor-critic on real transitions alone."""

from collections.abc import Sequence
from typing import Any

from worker.mbrl.learner import Materials, Measured
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic, SoftActorCriticUpdates
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.report import Profile


class ModelFree:
    """The baseline: the same improver as version 3.0, and no model.

    Source: Haarnoja et al. 2018b.
    """

    model = None

    def __init__(self, materials: Materials) -> None:
        spec, task = materials.spec.policy, materials.task
        generators = materials.generators
        agent = SoftActorCritic(
            spec, task.observation_dims, task.action_dims, generators.weights
        ).to(materials.device)
        self._updates = SoftActorCriticUpdates(agent)
        self._batches = Batches(materials.real, None, spec.batch_size, 1.0)
        self._updates_per_step = spec.updates_per_step
        self._generator = generators.updates

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    def refit(self, env_step: int) -> Measured:
        """Nothing: there is no model."""
        return Measured(notes=(f"no model to fit at step {env_step}",))

    def learn(self) -> None:
        """Update the policy `updates_per_step` times from real transitions."""
        for _ in range(self._updates_per_step):
            self._updates.update(self._batches.draw(self._generator), self._generator)

    def measured(self) -> Measured:
        """Means of the losses since the last call."""
        return Measured(self._updates.measured())

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Nothing: no rollout's length depends on it."""

    def state_dict(self) -> dict[str, Any]:
        """Everything learned."""
        return {"updates": self._updates.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        self._updates.load_state_dict(state["updates"])
