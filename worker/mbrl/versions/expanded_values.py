"""Version 3.0 without imagined batches: the model looks ahead inside the critics' targets."""

from typing import Any

from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.learner import LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.soft_actor_critic import TWIN, SoftActorCritic
from worker.mbrl.policy.improvers.updates import Updates
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.versions.model_based import ModelBased


class ExpandedValues(ModelBased):
    """MVE and STEVE: soft actor-critic on real transitions, with targets k model steps deep."""

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        spec, task = materials.spec, materials.task
        expansion = ValueExpansion(
            self._model.taught,
            lambda: self._steps,
            AfterCutOff(spec.rollout.after_cut_off, lambda: materials.real.worst_reward),
            weighted=spec.improver == "steve",
        )
        dims = (task.observation_dims, task.action_dims)
        agent = SoftActorCritic(spec.policy, dims, materials.generators.weights, TWIN, expansion)
        self._updates = Updates(agent.to(materials.device), spec.policy)
        self._batches = Batches(
            materials.real, None, spec.policy.batch_size, 1.0, spec.policy.reward_scale
        )

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    @property
    def judgement(self) -> Judgement | None:
        """Of critics for continuous actions."""
        agent = self._updates.agent
        return agent.judgement if isinstance(agent, SoftActorCritic) else None

    def learn(self) -> None:
        """Update the policy from real transitions."""
        materials = self._materials
        before = self._updates.taken
        self._updates.learn(self._batches, materials.real.added, materials.generators.updates)
        # Each transition of a batch is followed for k steps of the model.
        drawn = (self._updates.taken - before) * materials.spec.policy.batch_size
        materials.work.imagine(drawn * self._steps)

    def measured(self) -> LearnerReport:
        """Means of the losses since the last call."""
        return LearnerReport(self._updates.measured())

    def state_dict(self) -> dict[str, Any]:
        """Everything learned."""
        return super().state_dict() | {"updates": self._updates.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        super().load_state_dict(state)
        self._updates.load_state_dict(state["updates"])
