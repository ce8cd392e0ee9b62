"""How much a run stores, foretold from its spec: what its bytes on disk are scaled by.

The unit is a number of each kind, so that two runs are compared by their ratios alone.
"""

from dataclasses import dataclass
from itertools import pairwise

from backend.spec.algorithm import VALUE_EXPANSION
from backend.spec.rollout import AdaptiveLength, LengthSchedule
from backend.spec.run import RunSpec

# Adam keeps two numbers for each parameter. Off-policy learners have two critics and their targets.
COPIES = 3
CRITICS = 4


@dataclass(frozen=True)
class ExpectedSize:
    """Numbers that a run stores.

    Attributes:
        curves: Points of its curves over the horizon, of one kind.
        series: Points of a series, and entries beside it.
        checkpoint: Weights and transitions in a checkpoint.
    """

    curves: int
    series: int
    checkpoint: int


def expected_size(spec: RunSpec) -> ExpectedSize:
    """The numbers that a run of `spec` is expected to store."""
    training, evaluation = spec.training, spec.evaluation
    learning = max(0, training.env_steps - training.random_steps)
    evaluations = 1 + -(-learning // evaluation.every)
    fits = 1 + learning // spec.model.fit_every if spec.algorithm.uses_model else 0
    return ExpectedSize(
        curves=evaluations * evaluation.horizon,
        series=evaluations + fits,
        checkpoint=_weights(spec) + _transitions(spec),
    )


def _parameters(*widths: int) -> int:
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(widths))


def _weights(spec: RunSpec) -> int:
    info, model, policy = spec.info, spec.model, spec.policy
    inputs, outputs = info.observation_dims + info.action_dims, info.observation_dims + 1
    total = 0
    if spec.algorithm.uses_model:
        total += model.members * _parameters(inputs, *model.hidden, 2 * outputs)
    if not spec.algorithm.plans:
        total += _parameters(info.observation_dims, *policy.hidden, 2 * info.action_dims)
        total += CRITICS * _parameters(inputs, *policy.hidden, 1)
    return COPIES * total


def _transitions(spec: RunSpec) -> int:
    """Numbers in both buffers at the end: real transitions, and those imagined that are kept."""
    info, training, rollout = spec.info, spec.training, spec.rollout
    row = 2 * info.observation_dims + info.action_dims + 2
    real = min(training.env_steps, training.replay_capacity)
    imagined = 0
    if spec.algorithm.version == "3.0" and spec.improver not in VALUE_EXPANSION:
        steps = rollout.retain_epochs * (rollout.epoch_steps or spec.model.fit_every)
        imagined = steps * rollout.per_step * _longest(spec)
    return (real + imagined) * row


def _longest(spec: RunSpec) -> int:
    length = spec.rollout.length
    if isinstance(length, AdaptiveLength):
        return length.largest
    if isinstance(length, LengthSchedule):
        return max(length.start, length.end)
    return length
