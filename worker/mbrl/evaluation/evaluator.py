"""Measures the current policy and the model: the return, and the diagnostics."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from backend.spec.curves import CurveKind
from backend.spec.diagnostic import DataPolicy
from backend.spec.training import EvaluationSpec
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.environment import Task
from worker.mbrl.evaluation.along_episodes import curves_along
from worker.mbrl.evaluation.budget import Budget
from worker.mbrl.evaluation.episodes import Episode, record_episodes
from worker.mbrl.evaluation.full_diagnostics import FullDiagnostics
from worker.mbrl.evaluation.held_out_episodes import HeldOutEpisodes
from worker.mbrl.evaluation.naive_curves import curves_of_naive
from worker.mbrl.evaluation.open_loop import OpenLoop, cut_windows, open_loop, usable_horizon
from worker.mbrl.evaluation.profiles import profile
from worker.mbrl.evaluation.q_bias import q_bias
from worker.mbrl.evaluation.restart import Restart
from worker.mbrl.evaluation.return_gap import (
    imagined_rewards,
    real_rewards,
    return_gap,
)
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.evaluation.suite import Suite
from worker.mbrl.generators import Generators, draw_seed
from worker.mbrl.policy.planning.planner import PlannedActing, Planner
from worker.mbrl.policy.policy import Acting
from worker.mbrl.report import Profile, RecordedTrajectories


@dataclass
class Evaluation:
    """What an evaluation found.

    Attributes:
        values: Values by the key of their series.
        profiles: Curves over the horizon.
        notes: Sentences for the run's log.
        warnings: Sentences for the run's log that say what is wrong.
        trajectories: A real episode beside imagined rollouts; None where it was left out.
        diagnostics_seconds: CPU time spent on diagnostics. The episodes that measure the return
            are not counted, as a run without diagnostics would need them too; the held-out
            episode of the behaviour is.
    """

    values: dict[str, float] = field(default_factory=dict)
    profiles: list[Profile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    trajectories: RecordedTrajectories | None = None
    diagnostics_seconds: float = 0.0


@dataclass(frozen=True)
class Played:
    """Real episodes of the policy.

    Attributes:
        episodes: What happened.
        cost: Network computation that an episode took.
    """

    episodes: list[Episode]
    cost: int


class Evaluator:
    """Runs evaluation episodes in environments of its own, and the diagnostics on them."""

    def __init__(
        self,
        spec: EvaluationSpec,
        task: Task,
        generators: Generators,
        device: torch.device,
        discount: float,
        suite: Suite | None = None,
    ) -> None:
        self.spec = spec
        self._suite = suite
        self._discount = discount
        self.held_out = HeldOutEpisodes()
        self.budget = Budget(spec.diagnostics_budget)
        self._environments = [task.make() for _ in range(spec.episodes)]
        self._limit = task.episode_limit
        self._generators = generators
        self._device = device

    def evaluate(self, subject: Subject) -> Evaluation:
        """Measure everything that can be measured of `subject` now."""
        found = Evaluation()
        seeds = self._seeds(self.spec.episodes)
        mark = self.budget.began()
        episodes = self._record(subject.policy.acting(len(seeds), None), seeds)
        each = self.budget.since(mark) // len(episodes)
        real = sum(float(episode.rewards.sum()) for episode in episodes) / len(episodes)
        found.values["return/real"] = real
        found.values["episode/length"] = sum(map(len, episodes)) / len(episodes)
        told = f"Evaluation at step {subject.env_step:,}: real return {real:.1f}"
        if subject.model is not None:
            started = time.process_time()
            restart = Restart(self._environments[0], seeds[0], episodes[0])
            self._diagnose(subject, subject.model, Played(episodes, each), restart, found)
            found.diagnostics_seconds = time.process_time() - started
            if "return/model" in found.values:
                told += f", the model promised {found.values['return/model']:.1f}"
        found.notes.insert(0, told + ".")
        return found

    def _seeds(self, count: int) -> list[int]:
        return [draw_seed(self._generators.evaluation) for _ in range(count)]

    def _record(self, acting: Acting, seeds: Sequence[int]) -> list[Episode]:
        return record_episodes(self._environments[: len(seeds)], seeds, acting, self._device)

    def _diagnose(
        self,
        subject: Subject,
        model: DynamicsModel,
        played: Played,
        restart: Restart,
        found: Evaluation,
    ) -> None:
        episodes, plans = played.episodes, isinstance(subject.policy, Planner)
        # A planner acts at the cost of a search. It is asked to act in as many imagined episodes as
        # the budget pays for, and in none before the end where that is less than one.
        each = self.budget.expected(played.cost if plans else 0)
        left = self.budget.left(subject.progress, each)
        full = subject.is_last or each <= left
        imagined = episodes[: max(1, int(left / max(each, 1)))] if plans else episodes
        mark = self.budget.began()
        behaved = self._held_out(subject, episodes)
        self.held_out.add(behaved, self._generators.pool)
        found.values.update(self._judged(subject, behaved))
        if full or not plans:
            self._measure_gap(subject, model, imagined, found)
        self._measure_along(subject, model, "data", self.held_out.episodes, found)
        self._measure_along(subject, model, "current", episodes, found)
        if self._suite is not None:
            along = self._suite.along(model, self.spec.horizon, self._device)
            found.profiles.extend(_curves(along, "suite", subject))
        if full:
            horizon, generator = self.spec.horizon, self._generators.diagnostics
            measured = FullDiagnostics(
                subject, model, episodes, imagined, horizon, restart, generator, self._limit
            ).measure()
            found.profiles.extend(measured.profiles)
            found.values.update(measured.values)
            found.trajectories = measured.trajectories
        else:
            found.notes.append(self._left_out(subject))
        self.budget.ended(mark, (len(imagined) if plans else 1) if full else 0)
        if subject.is_last and self.budget.taken > self.budget.share:
            found.notes.append(
                f"Diagnostics took {self.budget.taken:.2g} of the network computation, above the "
                f"budget of {self.budget.share:.2g}: the last evaluation is measured whatever it "
                "costs."
            )

    def _held_out(self, subject: Subject, episodes: list[Episode]) -> Episode:
        """An episode of the behaviour; a planner explores by its plans, so one of its own is."""
        if isinstance(subject.behaviour, PlannedActing):
            return episodes[-1]
        return self._record(subject.behaviour, self._seeds(1))[0]

    def _judged(self, subject: Subject, behaved: Episode) -> dict[str, float]:
        """The bias of the critic along an episode of the policy with its noise."""
        if subject.judgement is None:
            return {}
        bias = q_bias(behaved, subject.judgement, self._discount, self._generators.diagnostics)
        if bias is None:
            return {}
        return {"policy/q_bias": bias.mean, "policy/q_bias_spread": bias.spread}

    def _left_out(self, subject: Subject) -> str:
        planned = "the model return, " if isinstance(subject.policy, Planner) else ""
        return (
            f"At step {subject.env_step:,} {planned}closed-loop error, calibration, mismatch, "
            "gradients and trajectories were left out, to keep diagnostics within "
            f"{self.budget.share:.2g} of the computation."
        )

    def _measure_along(
        self,
        subject: Subject,
        model: DynamicsModel,
        policy: DataPolicy,
        episodes: Sequence[Episode],
        found: Evaluation,
    ) -> None:
        """Along held-out episodes of the behaviour, or along those of the current policy."""
        horizon = usable_horizon(episodes, self.spec.horizon)
        if horizon < self.spec.horizon:
            usable = sum(len(episode) >= horizon for episode in episodes)
            found.notes.append(
                f"Error under the {policy} policy at step {subject.env_step:,}: the horizon is cut "
                f"from {self.spec.horizon} to {horizon}, which {usable} of {len(episodes)} "
                "episodes reach; the shorter ones are left out."
            )
        windows = cut_windows(episodes, horizon).to(self._device)
        along = open_loop(model, windows, subject.scale)
        found.profiles.extend(_curves(along, policy, subject))

    def _measure_gap(
        self, subject: Subject, model: DynamicsModel, episodes: list[Episode], found: Evaluation
    ) -> None:
        """The return gap: the same policy from the same initial states over the same limit."""
        initial = torch.stack([episode.obs[0] for episode in episodes]).to(self._device)
        imagined = imagined_rewards(
            model,
            subject.policy,
            initial,
            self._limit,
            self._generators.diagnostics,
            subject.worst_reward,
        )
        real = real_rewards(episodes, self._limit).to(self._device)
        promised = float(imagined.rewards.sum(dim=1).mean())
        earned = sum(float(episode.rewards.sum()) for episode in episodes) / len(episodes)
        found.values["return/model"] = promised
        found.values["return/gap"] = promised - earned
        horizon = min(self.spec.horizon, self._limit)
        of_episode = torch.arange(len(episodes), device=self._device)
        kinds: dict[CurveKind, float] = {
            "return-gap": 1.0,
            "return-gap-discounted": self._discount,
        }
        for kind, discount in kinds.items():
            gap = return_gap(imagined.rewards, real, discount)[:, :horizon]
            found.profiles.append(
                profile(kind, "current", subject.env_step, model.propagation, gap, of_episode)
            )
        if len(episodes) < self.spec.episodes:
            found.notes.append(
                f"The model return at step {subject.env_step:,} and its gap are those of "
                f"{len(episodes)} of {self.spec.episodes} episodes, to keep diagnostics within "
                f"{self.budget.share:.2g} of the computation: the planner searches in each anew."
            )
        if imagined.invalid:
            found.warnings.append(
                f"Model return at step {subject.env_step:,}: {imagined.invalid} imagined episodes "
                "were cut off at a prediction that was not finite or far outside everything "
                "observed; from there on the worst reward seen so far stands for theirs."
            )

    def state_dict(self) -> dict[str, Any]:
        """The held-out episodes, and what diagnostics have cost."""
        return {"held_out": self.held_out.state_dict(), "budget": self.budget.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.held_out.load_state_dict(state["held_out"])
        self.budget.load_state_dict(state["budget"])


def _curves(along: OpenLoop, policy: DataPolicy, subject: Subject) -> Iterator[Profile]:
    """Everything that follows from what the model, and the naive predictors, say along episodes."""
    for kind, values in curves_along(along, policy):
        yield profile(kind, policy, subject.env_step, "mean", values, along.windows.episode)
    if subject.naive is not None:
        yield from curves_of_naive(along, subject.naive, policy, subject.env_step)
