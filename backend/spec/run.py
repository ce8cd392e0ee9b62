"""`RunSpec`: all that decides what a run does, and the checks that need two parts at once."""

import math
from typing import Any, Literal

from pydantic import Field, model_validator

from backend.spec.algorithm import (
    IMPROVERS,
    VALUE_EXPANSION,
    AlgorithmSpec,
    Improver,
    Version,
    chooses_starts,
    lengths,
    usual_improver,
)
from backend.spec.compute import ComputeSpec, refuse_misplaced
from backend.spec.environment import EnvironmentSpec
from backend.spec.environments import EnvironmentInfo
from backend.spec.gradient import GradientSpec
from backend.spec.model import ModelSpec
from backend.spec.planning import PlanningSpec
from backend.spec.policy import PolicySpec
from backend.spec.problems import Impossible
from backend.spec.rollout import NO_START, RolloutSpec
from backend.spec.spec_part import Part, setting
from backend.spec.training import EvaluationSpec, TrainingSpec

# Of so many at least one is held out and one is not, whatever `model.holdout_ratio` is.
FEWEST_TRANSITIONS = 3
# Of so many blocks too.
FEWEST_BLOCKS = 10

# Updates of the policy per real step, however they are bunched.
MOST_UPDATES = 100


class RunSpec(Part):
    """A run, complete.

    Version 1 takes new optional fields only; anything else is a new version and a reader for this.
    """

    spec_version: Literal[1] = Field(1, description="Version of this format.")
    environment: EnvironmentSpec = EnvironmentSpec()
    algorithm: AlgorithmSpec = AlgorithmSpec()
    rollout: RolloutSpec = RolloutSpec()
    model: ModelSpec = ModelSpec()
    policy: PolicySpec = PolicySpec()
    planning: PlanningSpec = PlanningSpec()
    gradient: GradientSpec = GradientSpec()
    training: TrainingSpec = TrainingSpec()
    evaluation: EvaluationSpec = EvaluationSpec()
    seed: int = setting(
        0, "Seed of every random draw of the run.", label="Seed", source="", ge=0, le=2**31 - 1
    )
    compute: ComputeSpec = ComputeSpec()

    @property
    def info(self) -> EnvironmentInfo:
        """What is known of the run's environment, its arguments given."""
        return self.environment.info

    @property
    def episode_limit(self) -> int:
        """Steps after which an episode is truncated."""
        return self.environment.max_episode_steps or self.info.max_episode_steps

    @property
    def improver(self) -> Improver:
        """What improves the policy: the one named, or the version's usual one."""
        named = self.algorithm.improver
        if named != "auto":
            return named
        return usual_improver(self.algorithm.version, self.info.actions)

    @property
    def chooses_starts(self) -> bool:
        """Whether `rollout.start` has an effect."""
        chooses = chooses_starts(self.algorithm.version, self.improver)
        return self.algorithm.uses_model and chooses

    def document(self) -> dict[str, Any]:
        """The spec as plain JSON data, by alias, as stored and as shown."""
        return self.model_dump(mode="json", by_alias=True)

    @model_validator(mode="after")
    def _parts_fit_together(self) -> "RunSpec":
        checks = (
            _improver, _starts, _length, _planning, _critics, _model, _held_out, _batches, _budget,
            _precision, _graphs, _placement,
        )  # fmt: skip
        for check in checks:
            check(self)
        return self


def _improver(spec: RunSpec) -> None:
    version, actions = spec.algorithm.version, spec.info.actions
    allowed = IMPROVERS[version][actions]
    if not allowed:
        raise Impossible(
            "algorithm.version",
            version,
            f"another version for {spec.environment.id}: the gradient of 2.0 runs through the "
            f"action, and this task's actions are {actions}",
        )
    if spec.algorithm.improver not in ("auto", *allowed):
        raise Impossible(
            "algorithm.improver",
            spec.algorithm.improver,
            f"auto, {', '.join(allowed)} for version {version} with {actions} actions",
        )


def _starts(spec: RunSpec) -> None:
    start = spec.rollout.start
    if start != NO_START and not chooses_starts(spec.algorithm.version, spec.improver):
        begins = "at the state it is in" if spec.algorithm.plans else "at the batch's own states"
        raise Impossible(
            "rollout.start",
            start,
            f"{NO_START}, which has no effect here: {spec.improver} begins {begins}",
        )


WHY_THIS_LENGTH: dict[Version, str] = {
    "0.5": "a constant: a length changes when the model is refitted, and 0.5 fits it once",
    "1.0": "a constant or a schedule: this version shows what planning without feedback does",
}


def _length(spec: RunSpec) -> None:
    version, kind = spec.algorithm.version, spec.rollout.length_kind
    if kind not in lengths(version):
        given = "a schedule" if kind == "schedule" else kind
        raise Impossible("rollout.length", given, WHY_THIS_LENGTH[version])


def _planning(spec: RunSpec) -> None:
    planning, gradient = spec.planning, spec.gradient
    if spec.algorithm.plans and round(planning.elite_ratio * planning.candidates) < 2:
        raise Impossible(
            "planning.elite_ratio",
            planning.elite_ratio,
            f"at least {2 / planning.candidates:.4f}: two of {planning.candidates} candidates",
        )
    every, longest = planning.replan_every, spec.rollout.longest
    if spec.algorithm.version in ("0.5", "1.5") and every > longest:
        raise Impossible(
            "planning.replan_every",
            every,
            f"at most rollout.length, which is {longest} here: a plan ends there",
        )
    capacity = min(spec.training.replay_capacity, spec.training.env_steps)
    real_ppo = spec.improver == "ppo" and not spec.algorithm.uses_model
    if real_ppo and gradient.steps_per_update > capacity:
        raise Impossible(
            "gradient.steps_per_update",
            gradient.steps_per_update,
            f"at most {capacity}, the smaller of training.replay_capacity and training.env_steps",
        )


def _critics(spec: RunSpec) -> None:
    if spec.improver == "redq" and spec.policy.critic_subset > spec.policy.critics:
        raise Impossible(
            "policy.critic_subset",
            spec.policy.critic_subset,
            f"at most policy.critics = {spec.policy.critics}",
        )
    most = math.log(spec.info.action_dims)
    asked = spec.policy.target_entropy
    if spec.improver == "discrete_sac" and asked != "auto" and asked >= most:
        raise Impossible(
            "policy.target_entropy",
            asked,
            f"auto, or less than {most:.3f}: the largest entropy of {spec.info.action_dims} "
            "actions, at which the temperature would grow for ever",
        )


def _model(spec: RunSpec) -> None:
    model = spec.model
    if model.elites > model.members:
        raise Impossible("model.elites", model.elites, f"at most model.members = {model.members}")
    layers = len(model.hidden) + 1
    if model.weight_decay is not None and len(model.weight_decay) != layers:
        raise Impossible(
            "model.weight_decay", list(model.weight_decay), f"{layers} values, one per layer"
        )
    if model.termination == "known" and not spec.info.known_termination:
        raise Impossible(
            "model.termination",
            "known",
            "learned or auto: no rule is known for this environment",
        )
    if model.reward == "known" and not spec.info.known_reward:
        raise Impossible(
            "model.reward", "known", "learned: no formula is known for this environment"
        )
    if spec.rollout.max_disagreement is not None and model.elites < 2:
        raise Impossible(
            "rollout.max_disagreement",
            spec.rollout.max_disagreement,
            "empty, or model.elites of at least 2: one network cannot disagree with itself",
        )
    if spec.rollout.uncertainty_penalty > 0.0 and model.kind != "gaussian":
        raise Impossible(
            "rollout.uncertainty_penalty",
            spec.rollout.uncertainty_penalty,
            f"0, or model.kind gaussian: {model.kind} members predict no deviation",
        )


def _held_out(spec: RunSpec) -> None:
    block = spec.model.holdout_block
    first = min(spec.training.random_steps, spec.training.replay_capacity)
    if spec.algorithm.uses_model and block > 1 and FEWEST_BLOCKS * block > first:
        raise Impossible(
            "model.holdout_block",
            block,
            f"1, or at most {first // FEWEST_BLOCKS}: a tenth of the {first} steps that the first "
            "model is fitted on",
        )


def _batches(spec: RunSpec) -> None:
    policy = spec.policy
    if policy.updates_per_step > MOST_UPDATES * policy.update_every:
        raise Impossible(
            "policy.updates_per_step",
            policy.updates_per_step,
            f"at most {MOST_UPDATES * policy.update_every}, which is {MOST_UPDATES} for each of "
            f"policy.update_every = {policy.update_every} real steps",
        )
    if (
        spec.algorithm.version == "3.0"
        and spec.improver not in VALUE_EXPANSION
        and policy.real_ratio > 0
        and round(policy.real_ratio * policy.batch_size) == 0
    ):
        raise Impossible(
            "policy.real_ratio",
            policy.real_ratio,
            f"0, or at least {1 / policy.batch_size:.4f}: one transition of a batch "
            f"of {policy.batch_size}",
        )


def _budget(spec: RunSpec) -> None:
    training = spec.training
    if training.random_steps >= training.env_steps:
        raise Impossible(
            "training.random_steps",
            training.random_steps,
            f"fewer than training.env_steps = {training.env_steps}",
        )
    if spec.algorithm.uses_model and training.random_steps < FEWEST_TRANSITIONS:
        raise Impossible(
            "training.random_steps",
            training.random_steps,
            f"at least {FEWEST_TRANSITIONS}: the first model is fitted on them, and some of them "
            "are held out",
        )


def _precision(spec: RunSpec) -> None:
    branches = spec.algorithm.version == "3.0" and spec.improver not in VALUE_EXPANSION
    if spec.compute.rollout_precision != "float32" and not branches:
        raise Impossible(
            "compute.rollout_precision",
            spec.compute.rollout_precision,
            "float32: only version 3.0 with sac, redq, dqn or discrete_sac fills a buffer with "
            "rollouts, and nothing else is computed in less",
        )


def _graphs(spec: RunSpec) -> None:
    if spec.compute.cuda_graphs and spec.compute.device == "cpu":
        raise Impossible(
            "compute.cuda_graphs",
            spec.compute.cuda_graphs,
            "false, since compute.device is cpu and only a GPU replays them",
        )


def _placement(spec: RunSpec) -> None:
    refuse_misplaced(spec.compute)
