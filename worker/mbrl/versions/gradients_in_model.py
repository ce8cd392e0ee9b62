"""Versions 2.0 and 2.5: after each fit the policy is improved in the model alone."""

from abc import ABC, abstractmethod
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from backend.spec.gradient import VALIDATION_STARTS
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.start_states import StartStrategy, start_strategy
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch, imagine
from worker.mbrl.generators import draw_seed
from worker.mbrl.learner import LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.pathwise import Pathwise
from worker.mbrl.policy.improvers.policy_gradient import PolicyGradient
from worker.mbrl.policy.networks import stochastic_policy
from worker.mbrl.policy.policy import Policy
from worker.mbrl.policy.value_function import ValueFunction
from worker.mbrl.versions.model_based import ModelBased
from worker.mbrl.versions.progress import Progress

KEPT_OBSERVATIONS = 500


class GradientsInModel(ModelBased, ABC):
    """Fit, then up to `updates_per_fit` gradients on fresh imagined rollouts.

    It stops earlier when the return has improved in too few of the elites: from there on the policy
    learns what is wrong with the model. Source: Kurutach et al. 2018 (ME-TRPO), algorithm 2.
    """

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        spec, task, device = materials.spec, materials.task, materials.device
        weights = materials.generators.weights
        self._policy = stochastic_policy(spec.policy, task, weights).to(device)
        self._value = ValueFunction(task.observation_dims, spec.policy.hidden, weights).to(device)
        self._starts = start_strategy(spec, task, materials.real, materials.generators.episodes)
        self._after = AfterCutOff(spec.rollout.after_cut_off, lambda: materials.real.worst_reward)
        self._progress = Progress(spec.gradient, device)
        self._imagined_obs: Tensor | None = None

    @property
    def policy(self) -> Policy:
        """The policy network."""
        return self._policy

    @property
    def imagined_obs(self) -> Float[Tensor, "batch obs"] | None:
        """Where the rollouts of the last gradient went."""
        return self._imagined_obs

    @property
    def starts(self) -> StartStrategy:
        """Where they begin."""
        return self._starts

    @property
    def improving(self) -> bool:
        """Whether updates are left in this model."""
        return self._progress.going

    def refit(self, env_step: int) -> LearnerReport:
        """Fit the model on D, and begin to improve the policy in it."""
        fitted = super().refit(env_step)
        generators = self._materials.generators
        starts = self._starts.draw(VALIDATION_STARTS, generators.rollouts)
        self._progress.begin(starts, draw_seed(generators.weights))
        return fitted

    def improve(self) -> LearnerReport:
        """One gradient; after the last one, what all of them since the fit have measured."""
        if self._progress.validates:
            self._progress.validated(self._returns_by_elite())
        if self._progress.going:
            rollouts, values = self._update()
            self._imagined_obs = _some(rollouts)
            self._materials.work.imagine(int(rollouts.counts.sum()))
            returns = float(rollouts.returns(self._after).detach().mean())
            measured = {"rollout/return": returns, "rollout/depth": rollouts.depth}
            self._progress.updated({**values, **measured})
        return LearnerReport() if self._progress.going else self._progress.measured(self._steps)

    @abstractmethod
    def _update(self) -> tuple[TrajectoryBatch, dict[str, float]]:
        """One gradient on fresh rollouts; the rollouts, and what was measured."""

    @torch.no_grad()
    def _returns_by_elite(self) -> Float[Tensor, " elite"]:
        """Mean return of the policy in each elite, from the same states and by the same draws.

        The draws are those of every check since the fit, of the policy's noise and of the model's:
        what differs between two checks is what the updates between them did.
        """
        elites = self._materials.spec.model.elites
        starts = self._progress.starts.repeat(elites, 1)
        places = torch.arange(elites, device=starts.device)
        members = places.repeat_interleave(len(self._progress.starts))
        device = self._materials.generators.rollouts.device
        draws = torch.Generator(device).manual_seed(self._progress.draws)
        rollouts = imagine(
            self._model.taught.keeping_members,
            lambda obs: self._policy.explore(obs, draws),
            starts,
            self._steps,
            draws,
            members,
        )
        return rollouts.returns(self._after).view(elites, -1).mean(dim=1)

    def _fresh_starts(self) -> Float[Tensor, "batch obs"]:
        count = self._materials.spec.gradient.rollouts
        return self._starts.draw(count, self._materials.generators.rollouts)

    @property
    @abstractmethod
    def _improver(self) -> Pathwise | PolicyGradient:
        """What holds the weights and the optimisers."""

    def state_dict(self) -> dict[str, Any]:
        """Everything learned, and how far the improvement in this model has come."""
        return super().state_dict() | {
            "improver": self._improver.state_dict(),
            "imagined_obs": self._imagined_obs,
            "progress": self._progress.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        super().load_state_dict(state)
        self._improver.load_state_dict(state["improver"])
        imagined = state["imagined_obs"]
        self._imagined_obs = None if imagined is None else imagined.to(self._materials.device)
        self._progress.load_state_dict(state["progress"])


class PathwiseInModel(GradientsInModel):
    """Version 2.0: backpropagation through the model."""

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        self._pathwise = Pathwise(materials.spec, self._policy, self._value, self._after)

    @property
    def _improver(self) -> Pathwise:
        return self._pathwise

    def _update(self) -> tuple[TrajectoryBatch, dict[str, float]]:
        generator = self._materials.generators.updates
        return self._pathwise.update(
            self._model.taught, self._fresh_starts(), self._steps, generator
        )


class LikelihoodRatioInModel(GradientsInModel):
    """Version 2.5: policy gradients on imagined rollouts."""

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        self._gradient = PolicyGradient(materials.spec, self._policy, self._value, self._after)

    @property
    def _improver(self) -> PolicyGradient:
        return self._gradient

    def _update(self) -> tuple[TrajectoryBatch, dict[str, float]]:
        generator = self._materials.generators.updates
        with torch.no_grad():
            rollouts = imagine(
                self._model.taught,
                lambda obs: self._policy.explore(obs, generator),
                self._fresh_starts(),
                self._steps,
                self._materials.generators.rollouts,
            )
        return rollouts, self._gradient.update(rollouts, generator)


def _some(rollouts: TrajectoryBatch) -> Float[Tensor, "batch obs"]:
    """A few hundred of the observations, evenly spaced: enough to compare where they lie."""
    obs = rollouts.obs.detach()[rollouts.counts]
    return obs[:: max(1, len(obs) // KEPT_OBSERVATIONS)].clone()
