"""A model that is refitted as real data arrives: what every version with a model shares."""

from dataclasses import dataclass
from typing import Any

import torch

from backend.spec.run import RunSpec
from worker.mbrl.activity import Activity
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit, FitSummary, normalised
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.holdout import held_out
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.environment import Task
from worker.mbrl.generators import Generators
from worker.mbrl.replay.real_buffer import RealBuffer


@dataclass
class LearnedModel:
    """An ensemble, how it is fitted, and the model that is stepped.

    Attributes:
        steps: The model to step.
        fit: The ensemble's fit.
        holdout_offset: Where the hold-out's sequence begins.
        penalty: `rollout.uncertainty_penalty`.
    """

    steps: EnsembleModel
    fit: EnsembleFit
    holdout_offset: float
    penalty: float = 0.0

    @property
    def taught(self) -> EnsembleModel:
        """The model with the penalty in its rewards: what policies learn and plan in."""
        return self.steps.penalised(self.penalty)

    def refit(self, real: RealBuffer, generators: Generators) -> FitSummary:
        """Refit statistics, weights and elites on all of D but the hold-out.

        Without a hold-out the members are judged on what they are trained on.
        """
        data = real.columns.unpack(real.rows)
        ratio, block = self.fit.spec.holdout_ratio, self.fit.spec.holdout_block
        judged = held_out(real.numbers, ratio or 1.0, self.holdout_offset, block)
        trained = ~judged if ratio > 0.0 else torch.ones_like(judged)
        training = torch.nonzero(trained).squeeze(1)
        holdout = torch.nonzero(judged).squeeze(1)
        self.fit.ensemble.normaliser.refit(data)
        return self.fit.fit(normalised(self.fit.ensemble, data, training, holdout), generators.fit)

    def state_dict(self) -> dict[str, Any]:
        """Weights, statistics, optimiser and the hold-out's offset."""
        return {"fit": self.fit.state_dict(), "holdout_offset": self.holdout_offset}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.fit.load_state_dict(state["fit"])
        self.holdout_offset = state["holdout_offset"]


def new_model(
    spec: RunSpec,
    task: Task,
    generators: Generators,
    device: torch.device,
    activity: Activity | None = None,
) -> LearnedModel:
    """A model that has seen nothing. `auto` takes the task's termination rule where it has one."""
    rules = Rules(
        None if spec.model.termination == "learned" else task.termination,
        task.reward if spec.model.reward == "known" else None,
    )
    ensemble = GaussianEnsemble(
        spec.model,
        (task.observation_dims, task.action_dims),
        learns_termination=rules.termination is None,
        generator=generators.weights,
    ).to(device)
    offset = float(torch.rand((), generator=generators.weights))
    steps = EnsembleModel(ensemble, rules, spec.rollout.propagation, spec.rollout.max_disagreement)
    fit = EnsembleFit(ensemble, spec.model, activity)
    return LearnedModel(steps, fit, offset, spec.rollout.uncertainty_penalty)
