"""What costs most to measure, trajectories among it; left out when it is too much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.curves import CurveKind
from worker.mbrl.dynamics.model import DynamicsModel, EnsembleModel
from worker.mbrl.evaluation.calibration import (
    Correlation,
    calibration_error,
    coverage,
    disagreement,
    draws,
    fewer,
    rank_correlation,
    spreading,
)
from worker.mbrl.evaluation.closed_loop import closed_loop
from worker.mbrl.evaluation.distance_error import distance_error
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.gradients import Question, measure_gradients, usable_horizons
from worker.mbrl.evaluation.horizon_error import horizon_error, state_error
from worker.mbrl.evaluation.imagined_endings import endings_false, endings_foreseen
from worker.mbrl.evaluation.mismatch_of import measure_mismatch
from worker.mbrl.evaluation.naive_predictors import Predictor
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop, usable_horizon
from worker.mbrl.evaluation.probabilistic_scores import scores
from worker.mbrl.evaluation.profiles import profile, sparse_profile
from worker.mbrl.evaluation.reaction import both_futures, reaction
from worker.mbrl.evaluation.restart import Restart
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.evaluation.time_coverage import imagined_steps, time_coverage
from worker.mbrl.evaluation.trajectories import record_trajectories
from worker.mbrl.evaluation.value_error import value_error
from worker.mbrl.evaluation.variance_parts import variance_parts
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.report import Profile, RecordedTrajectories

GRADIENT_STARTS = 32


@dataclass
class Found:
    """What was measured: curves over the horizon, values by the key of their series, a picture."""

    profiles: list[Profile] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    trajectories: RecordedTrajectories | None = None


@dataclass(frozen=True)
class FullDiagnostics:
    """One subject, on real episodes of its policy.

    Attributes:
        subject: What is measured.
        model: Its model.
        episodes: Real episodes of its policy.
        imagined: Those of them that the policy is asked to act in again, in the model.
        horizon: Longest horizon of the curves; cut to what half of the episodes reach.
        restart: The first of the episodes, to be gone through again.
        generator: Noise of the model, and which states are compared.
        limit: Steps after which an episode is truncated.
    """

    subject: Subject
    model: DynamicsModel
    episodes: Sequence[Episode]
    imagined: Sequence[Episode]
    horizon: int
    restart: Restart
    generator: Generator
    limit: int

    def measure(self) -> Found:
        """All of it."""
        found = Found()
        self._measure_divergence(found)
        self._measure_calibration(found)
        found.values.update(measure_mismatch(self.subject, self.episodes, self.generator))
        if isinstance(self.subject.policy, TanhGaussian):
            self._measure_gradients(self.subject.policy, found)
        self._measure_time(found)
        self._measure_reaction(found)
        self._measure_endings(found)
        self._measure_values(found)
        self._measure_distance(found)
        found.trajectories = record_trajectories(
            self.subject, self.model, self.restart, self.generator
        )
        return found

    @property
    def _usable(self) -> int:
        return usable_horizon(self.episodes, self.horizon)

    def _measure_divergence(self, found: Found) -> None:
        """Closed-loop error: the policy in the model beside the same policy in the world."""
        horizon = usable_horizon(self.imagined, self.horizon)
        usable = [episode for episode in self.imagined if len(episode) >= horizon]
        real = torch.stack([episode.obs[: horizon + 1] for episode in usable])
        real = real.to(self.generator.device)
        reached = closed_loop(self.model, self.subject.policy, real[:, 0], horizon)
        errors = state_error(reached, real[:, 1:], self.subject.scale)
        found.profiles.append(
            profile("closed-loop-error", "current", self.subject.env_step, "mean", errors)
        )

    def _measure_calibration(self, found: Found) -> None:
        """Disagreement, coverage, and whether the model disagrees where it is wrong."""
        every = cut_windows(self.episodes, self._usable).to(self.generator.device)
        apart = disagreement(self.model, every, self.subject.scale)
        windows = fewer(every)
        model = spreading(self.model)
        drawn = draws(model, windows, self.generator)
        covered = {level: coverage(drawn, windows.obs[:, 1:], level) for level in (0.5, 0.9)}
        propagation = model.propagation
        curves: dict[CurveKind, tuple[str, Tensor]] = {
            "disagreement": ("mean", apart),
            "coverage-50": (propagation, covered[0.5]),
            "coverage-90": (propagation, covered[0.9]),
        }
        scored = scores(drawn, windows.obs[:, 1:], self.subject.scale)
        curves |= {kind: (propagation, values) for kind, values in scored.items()}
        if isinstance(self.model, EnsembleModel):
            parts = variance_parts(self.model, windows, self.subject.scale, self.generator)
            curves["epistemic-variance"] = ("tsinf", parts.epistemic)
            curves["aleatoric-variance"] = ("tsinf", parts.aleatoric)
        found.profiles.extend(
            profile(kind, "current", self.subject.env_step, used, values)
            for kind, (used, values) in curves.items()
        )
        found.values["calibration/error"] = calibration_error(covered)
        errors = horizon_error(open_loop(self.model, every, self.subject.scale))
        found.values |= _with_ends(rank_correlation(apart, errors, every.episode))

    def _measure_time(self, found: Found) -> None:
        """Which steps of an episode the imagined data visits, beside D."""
        subject = self.subject
        if subject.starts is None or subject.real_steps is None:
            return
        imagined = imagined_steps(
            self.model, subject.policy, subject.starts, subject.rollout_length, self.generator
        )
        real = subject.real_steps[subject.real_steps >= 0].cpu()
        covered = time_coverage(imagined, real, self.limit)
        shares: dict[CurveKind, Tensor] = {
            "time-coverage": covered.imagined,
            "time-coverage-data": covered.real,
        }
        found.profiles.extend(
            sparse_profile(
                kind, subject.env_step, self.model.propagation, covered.upto, share.unsqueeze(1)
            )
            for kind, share in shares.items()
        )

    def _measure_reaction(self, found: Found) -> None:
        """What other actions would have changed, in the model and in the world."""
        if self.subject.real is None:
            return
        horizon = min(self._usable, len(self.restart.episode))
        futures = both_futures(self.restart, horizon, self.subject.real.act, self.generator)
        if futures is None:
            return
        made = reaction(self.model, futures, self.subject.scale)
        self._keep("reaction-size", "mean", made.size.T, found)
        self._keep("reaction-cosine", "mean", made.cosine.T, found)

    def _measure_endings(self, found: Found) -> None:
        """Whether rollouts end where real episodes terminate, and only there."""
        asked = self.model, self.episodes, self.horizon, self.generator
        used = self.model.propagation
        self._keep("endings-foreseen", used, endings_foreseen(*asked), found)
        self._keep("endings-false", used, endings_false(*asked), found)

    def _measure_values(self, found: Found) -> None:
        """What the error is worth to the critic, beside that of a guess that nothing changes."""
        judgement, naive = self.subject.judgement, self.subject.naive
        if judgement is None or naive is None:
            return
        windows = cut_windows(self.episodes, self._usable).to(self.generator.device)
        predictors: dict[CurveKind, Predictor] = {
            "value-error": self.model,
            "persistence-value-error": naive.persistence,
        }
        for kind, predictor in predictors.items():
            along = open_loop(predictor, windows, self.subject.scale)
            errors = value_error(along, judgement.value)
            found.profiles.append(
                profile(kind, "current", self.subject.env_step, "mean", errors, windows.episode)
            )

    def _measure_distance(self, found: Found) -> None:
        """Whether errors are larger far from D."""
        subject = self.subject
        asked = self.model, self.episodes, subject.real_obs, subject.scale, self.generator
        if (by_distance := distance_error(*asked)) is not None:
            self._keep("distance-error", "mean", by_distance.error, found)
            self._keep("distance", "mean", by_distance.distance, found)

    def _keep(
        self, kind: CurveKind, propagation: str, values: Float[Tensor, "step start"], found: Found
    ) -> None:
        """Where any of the values is a number."""
        if bool(values.isfinite().any()):
            steps = range(1, len(values) + 1)
            found.profiles.append(
                sparse_profile(kind, self.subject.env_step, propagation, steps, values)
            )

    def _measure_gradients(self, policy: TanhGaussian, found: Found) -> None:
        """Gradients: both of the same returns, and how the closed loop stretches."""
        horizons = usable_horizons(self.horizon)
        starts = self._some(self.subject.real_obs, GRADIENT_STARTS)
        question = Question(starts, self.subject.scale, self.subject.worst_reward, horizons)
        measured = measure_gradients(self.model, policy, question, self.generator)
        ways = {"pathwise": measured.pathwise, "likelihood": measured.likelihood_ratio}
        ratio = measured.variance_ratio
        curves: dict[CurveKind, Tensor] = {
            "jacobian-stretch": measured.stretch,
            "variance-ratio": ratio.value.unsqueeze(1),
            "variance-ratio-low": ratio.low.unsqueeze(1),
            "variance-ratio-high": ratio.high.unsqueeze(1),
        }
        for name, spread in ways.items():
            curves[_NORMS[name]] = spread.norms
            curves[_VARIANCES[name]] = spread.total_variance.unsqueeze(1)
        found.profiles.extend(
            sparse_profile(kind, self.subject.env_step, self.model.propagation, horizons, values)
            for kind, values in curves.items()
        )

    def _some(self, obs: Float[Tensor, "batch obs"], count: int) -> Float[Tensor, "some obs"]:
        """At most so many of the states, drawn without replacement."""
        order = torch.randperm(len(obs), generator=self.generator, device=obs.device)
        return obs[order[:count]]


_NORMS: dict[str, CurveKind] = {"pathwise": "pathwise-norm", "likelihood": "likelihood-norm"}
_VARIANCES: dict[str, CurveKind] = {
    "pathwise": "pathwise-variance",
    "likelihood": "likelihood-variance",
}


def _with_ends(found: Correlation) -> dict[str, float]:
    """By the keys of its series, those that are known."""
    key = "calibration/rank_correlation"
    ends = {key: found.value, f"{key}_low": found.low, f"{key}_high": found.high}
    return {name: value for name, value in ends.items() if math.isfinite(value)}
