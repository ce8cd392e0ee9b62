"""Model-free: an off-policy improver on real transitions alone."""

from typing import Any

from worker.mbrl.learner import Defaults, LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.off_policy import off_policy_updates
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches


class ModelFree(Defaults):
    """The baseline: the same improvers as version 3.0, and no model."""

    def __init__(self, materials: Materials) -> None:
        spec = materials.spec.policy
        self._updates = off_policy_updates(materials)
        self._batches = Batches(materials.real, None, spec.batch_size, 1.0, spec.reward_scale)
        self._real = materials.real
        self._generator = materials.generators.updates

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    def learn(self) -> None:
        """Update the policy from real transitions."""
        self._updates.learn(self._batches, self._real.added, self._generator)

    def measured(self) -> LearnerReport:
        """Means of the losses since the last call."""
        return LearnerReport(self._updates.measured())

    def state_dict(self) -> dict[str, Any]:
        """Everything learned."""
        return {"updates": self._updates.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        self._updates.load_state_dict(state["updates"])
