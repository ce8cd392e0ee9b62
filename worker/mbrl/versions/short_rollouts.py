"""Version 3.0: short model rollouts, learned from off-policy together with real data."""

from typing import Any

from worker.mbrl.dynamics.branches import Branches, branch
from worker.mbrl.dynamics.ensemble_fit import FitSummary
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.start_states import START_STRATEGIES
from worker.mbrl.learner import Materials, Measured
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic, SoftActorCriticUpdates
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.replay.model_buffer import ModelBuffer


class ShortRollouts:
    """MBPO: at every refit many short rollouts into a model buffer, then SAC on the mixture.

    Source: Janner et al. 2019, algorithm 2.
    """

    def __init__(self, materials: Materials) -> None:
        spec, task, device = materials.spec, materials.task, materials.device
        self._materials = materials
        self._model = new_model(spec.model, task, materials.generators, device)
        agent = SoftActorCritic(
            spec.policy, task.observation_dims, task.action_dims, materials.generators.weights
        ).to(device)
        self._updates = SoftActorCriticUpdates(agent)
        self._imagined = ModelBuffer(
            materials.real.columns.total, spec.rollout.retain_epochs, device
        )
        self._batches = Batches(
            materials.real, self._imagined, spec.policy.batch_size, spec.policy.real_ratio
        )
        strategy = START_STRATEGIES[spec.rollout.start]
        self._starts = strategy(materials.real, task, materials.generators.episodes)

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    @property
    def model(self) -> DynamicsModel:
        """The ensemble."""
        return self._model.steps

    def refit(self, env_step: int) -> Measured:
        """Fit the model and imagine the rollouts of all real steps until the next refit."""
        materials = self._materials
        rollout = materials.spec.rollout
        summary = self._model.refit(materials.real, materials.generators)
        length = rollout.length_at(env_step)
        generator = materials.generators.rollouts
        starts = self._starts.draw(rollout.per_step * materials.spec.model.fit_every, generator)
        branches = branch(self.model, self.policy, starts, length, generator)
        self._imagined.add_refit(branches.rows)
        return self._report(summary, branches, length)

    def learn(self) -> None:
        """Update the policy `updates_per_step` times from mixed batches."""
        generator = self._materials.generators.updates
        for _ in range(self._materials.spec.policy.updates_per_step):
            self._updates.update(self._batches.draw(generator), generator)

    def measured(self) -> Measured:
        """Means of the losses since the last call."""
        return Measured(self._updates.measured())

    def state_dict(self) -> dict[str, Any]:
        """Everything learned, and the imagined transitions."""
        return {
            "model": self._model.state_dict(),
            "updates": self._updates.state_dict(),
            "imagined": self._imagined.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        self._model.load_state_dict(state["model"])
        self._updates.load_state_dict(state["updates"])
        self._imagined.load_state_dict(state["imagined"])

    def _report(self, summary: FitSummary, branches: Branches, length: int) -> Measured:
        values = {
            "model/loss_train": summary.loss_train,
            "model/loss_holdout": summary.loss_holdout,
            "model/epochs": float(summary.epochs),
            "rollout/length": float(length),
            "rollout/transitions": float(len(self._imagined)),
            "rollout/terminated": branches.terminated / branches.started,
            "rollout/invalid": float(branches.invalid),
        }
        real = len(self._materials.real)
        notes = [
            f"Fitted the model on {real:,} real transitions in {summary.epochs} epochs, "
            f"then imagined {branches.started:,} rollouts of up to {length} steps."
        ]
        if branches.invalid:
            notes.append(
                f"{branches.invalid:,} rollouts were cut off: a prediction was not finite or far "
                "outside everything observed."
            )
        if len(self._imagined) == 0:
            notes.append("No imagined transition was usable; batches are all real for now.")
        return Measured(values, tuple(notes))
