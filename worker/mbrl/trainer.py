"""The outer loop of every version: collect, fit, improve, evaluate."""

import time
from dataclasses import replace
from typing import Any

import torch

from backend.spec.run import RunSpec
from worker.mbrl.activity import Activity
from worker.mbrl.collector import Collector
from worker.mbrl.diverged import Diverged
from worker.mbrl.environment import SimulatorFault, Task
from worker.mbrl.evaluation.evaluator import Evaluator
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.evaluation.suite import Suite
from worker.mbrl.generators import Generators
from worker.mbrl.learner import Build, LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.policy import Policy, RandomPolicy
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns
from worker.mbrl.report import IterationReport, Profile, Scalar
from worker.mbrl.schedule import Stage, due, steps_to_collect
from worker.mbrl.work_done import WorkDone

PHASES: dict[Stage, str] = {
    "collect": "collecting",
    "fit": "fitting the model",
    "improve": "improving the policy in the model",
    "evaluate": "evaluating",
}


class Trainer:
    """One run. It is driven from outside: the caller decides to record, to stop or to resume.

    Attributes:
        spec: The run.
        device: Where tensors live.
        activity: Signs of life in the midst of an iteration, for a watcher in another thread.
    """

    def __init__(
        self,
        spec: RunSpec,
        task: Task,
        device: torch.device,
        build: Build,
        activity: Activity | None = None,
        suite: Suite | None = None,
    ) -> None:
        self.spec = spec
        self.device = device
        self.activity = Activity() if activity is None else activity
        self._work = WorkDone()
        self._generators = Generators.seeded(spec.seed, device)
        capacity = min(spec.training.replay_capacity, spec.training.env_steps)
        columns = Columns(task.observation_dims, task.action_dims)
        self._real = RealBuffer(columns, capacity, device)
        self._learner = build(
            Materials(spec, task, self._real, self._generators, device, self.activity, self._work)
        )
        self._random = RandomPolicy(task.action_dims, self._generators.exploration, task.actions)
        self._collector = Collector(task.make(), self._random, self._real, self._generators)
        self._evaluator = Evaluator(
            spec.evaluation, task, self._generators, device, spec.policy.discount, suite
        )
        self._pending: list[Stage] = []
        self._iteration = 0
        self._cpu_seconds = 0.0
        self._diagnostics_seconds = 0.0

    @property
    def env_steps(self) -> int:
        """Real steps taken; evaluation is not counted."""
        return self._real.added

    @property
    def policy(self) -> Policy:
        """The policy as it is now."""
        return self._learner.policy

    @property
    def finished(self) -> bool:
        """Whether all real steps are taken and the last evaluation is done."""
        return self.env_steps >= self.spec.training.env_steps and not self._pending

    @property
    def phase(self) -> str:
        """What the next iteration will do, in words."""
        return PHASES[self._next_stage]

    def iterate(self) -> IterationReport:
        """Do one thing: at most 25 real steps, a fit, an improvement or an evaluation.

        Raises:
            Diverged: When a loss is not finite.
            SimulatorFault: When a real environment answers what cannot be learned from.
        """
        started = time.process_time()
        self._iteration += 1
        try:
            report = self._run(self._next_stage)
        except Diverged as error:
            raise Diverged(error.part, self._iteration) from error
        except SimulatorFault as error:
            raise SimulatorFault(f"{error}, after {self.env_steps:,} real steps") from error
        self._cpu_seconds += time.process_time() - started
        return report

    @property
    def _next_stage(self) -> Stage:
        return self._pending[0] if self._pending else "collect"

    def _run(self, stage: Stage) -> IterationReport:
        if stage == "collect":
            report = self._collect()
            self._pending = due(self.spec, self.env_steps)
            return report
        if stage == "improve":
            return self._improve()
        report = self._evaluate() if stage == "evaluate" else self._fit()
        self._pending.pop(0)
        self._skip_idle_improvement()
        return report

    def _skip_idle_improvement(self) -> None:
        if self._pending[:1] == ["improve"] and not self._learner.improving:
            self._pending.pop(0)

    def _improve(self) -> IterationReport:
        """One improvement; the stage is over when the learner has no more to do."""
        measured = self._learner.improve()
        self._skip_idle_improvement()
        return self._report(measured)

    def _collect(self) -> IterationReport:
        finished: list[Scalar] = []
        for _ in range(steps_to_collect(self.spec, self.env_steps)):
            learning = self.env_steps >= self.spec.training.random_steps
            episode_return = self._collector.step(self._learner.policy if learning else None)
            if episode_return is not None:
                finished.append(Scalar("return/exploration", self.env_steps, episode_return))
            if learning:
                self._learner.learn()
        return self._report(self._learner.measured(), tuple(finished))

    def _fit(self) -> IterationReport:
        return self._report(self._learner.refit(self.env_steps))

    def _evaluate(self) -> IterationReport:
        started_at = time.process_time()
        random = self.env_steps <= self.spec.training.random_steps
        behaviour: Policy = self._random if random else self._learner.policy
        real = self._real.columns.unpack(self._real.rows)
        evaluation = self._evaluator.evaluate(
            Subject(
                policy=self._learner.policy,
                model=self._learner.model,
                behaviour=behaviour.acting(1, self._generators.exploration),
                real_obs=real.obs,
                imagined_obs=self._learner.imagined_obs,
                worst_reward=self._real.worst_reward,
                rollout_length=self._learner.rollout_length,
                env_step=self.env_steps,
                progress=self.env_steps / self.spec.training.env_steps,
                starts=self._learner.starts,
                real_steps=self._real.episode_steps if self._learner.starts else None,
                real=real,
                judgement=None if random else self._learner.judgement,
            )
        )
        self._learner.observe(evaluation.profiles)
        self._diagnostics_seconds += evaluation.diagnostics_seconds
        cpu_seconds = self._cpu_seconds + time.process_time() - started_at
        costs = {
            "cost/diagnostics": self._diagnostics_seconds / cpu_seconds,
            "cost/cpu": cpu_seconds,
        }
        if self.spec.algorithm.uses_model and self._work.imagined is not None:
            costs["cost/imagined"] = float(self._work.imagined)
        measured = LearnerReport(
            {**evaluation.values, **costs}, tuple(evaluation.notes), tuple(evaluation.warnings)
        )
        report = self._report(measured, profiles=tuple(evaluation.profiles))
        return replace(report, trajectories=evaluation.trajectories)

    def _report(
        self,
        measured: LearnerReport,
        earlier: tuple[Scalar, ...] = (),
        profiles: tuple[Profile, ...] = (),
    ) -> IterationReport:
        now = tuple(Scalar(key, self.env_steps, value) for key, value in measured.values.items())
        return IterationReport(
            self._iteration,
            self.env_steps,
            (*earlier, *now),
            profiles,
            measured.notes,
            measured.warnings,
        )

    def state_dict(self) -> dict[str, Any]:
        """Everything that decides how the run goes on, as tensors, numbers, lists and dicts."""
        return {
            "iteration": self._iteration,
            "pending": list(self._pending),
            "cpu_seconds": self._cpu_seconds,
            "diagnostics_seconds": self._diagnostics_seconds,
            "imagined": self._work.imagined,
            "generators": self._generators.state_dict(),
            "real": self._real.state_dict(),
            "learner": self._learner.state_dict(),
            "evaluator": self._evaluator.state_dict(),
            "collector": self._collector.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state` as if nothing had come between."""
        self._iteration = state["iteration"]
        self._pending = list(state["pending"])
        self._cpu_seconds = state["cpu_seconds"]
        self._diagnostics_seconds = state["diagnostics_seconds"]
        # Not in checkpoints from before 2026-11-30: what came before them is not known.
        self._work.imagined = state.get("imagined")
        self._real.load_state_dict(state["real"])
        self._learner.load_state_dict(state["learner"])
        self._evaluator.load_state_dict(state["evaluator"])
        self._collector.load_state_dict(state["collector"], self._learner.policy)
        self._generators.load_state_dict(state["generators"])
