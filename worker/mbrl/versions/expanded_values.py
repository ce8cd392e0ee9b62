"""Version 3.0 without imagined batches: the model looks ahead inside the critics' targets."""

from collections.abc import Sequence
from typing import Any

from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.rollout_length import LengthInForce
from worker.mbrl.learner import Defaults, Materials, Measured
from worker.mbrl.policy.improvers.soft_actor_critic import TWIN, SoftActorCritic
from worker.mbrl.policy.improvers.updates import Updates
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.report import Profile


class ExpandedValues(Defaults):
    """MVE and STEVE: soft actor-critic on real transitions, with targets k model steps deep."""

    def __init__(self, materials: Materials) -> None:
        spec, task, device = materials.spec, materials.task, materials.device
        self._materials = materials
        self._model = new_model(spec, task, materials.generators, device)
        self._length = LengthInForce(spec.rollout.length)
        self._steps = self._length.at(0)
        expansion = ValueExpansion(
            self._model.steps, lambda: self._steps, weighted=spec.improver == "steve"
        )
        dims = (task.observation_dims, task.action_dims)
        agent = SoftActorCritic(spec.policy, dims, materials.generators.weights, TWIN, expansion)
        self._updates = Updates(agent.to(device), spec.policy.learning_rate)
        self._batches = Batches(materials.real, None, spec.policy.batch_size, 1.0)

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    @property
    def model(self) -> DynamicsModel:
        """The ensemble."""
        return self._model.steps

    @property
    def rollout_length(self) -> int:
        """Steps that the targets look ahead."""
        return self._steps

    def refit(self, env_step: int) -> Measured:
        """Fit the model; the targets look as deep as the length now in force."""
        summary = self._model.refit(self._materials.real, self._materials.generators)
        self._steps = self._length.at(env_step)
        note = (
            f"Fitted the model on {len(self._materials.real):,} real transitions in "
            f"{summary.epochs} epochs; targets look {self._steps} steps ahead."
        )
        return Measured({**summary.values, "rollout/length": float(self._steps)}, (note,))

    def learn(self) -> None:
        """Update the policy `updates_per_step` times from real transitions."""
        generator = self._materials.generators.updates
        for _ in range(self._materials.spec.policy.updates_per_step):
            self._updates.update(self._batches.draw(generator), generator)

    def measured(self) -> Measured:
        """Means of the losses since the last call."""
        return Measured(self._updates.measured())

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Adapt the depth to the measured error, where the spec asks for it."""
        self._length.observe(profiles)

    def state_dict(self) -> dict[str, Any]:
        """Everything learned."""
        return {
            "model": self._model.state_dict(),
            "updates": self._updates.state_dict(),
            "length": self._length.state_dict(),
            "steps": self._steps,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        self._model.load_state_dict(state["model"])
        self._updates.load_state_dict(state["updates"])
        self._length.load_state_dict(state["length"])
        self._steps = state["steps"]
