"""How much a run stores, foretold from its spec: what its bytes on disk are scaled by.

The unit is a number of each kind, so that two runs are compared by their ratios alone.
"""

from dataclasses import dataclass

from backend.spec.algorithm import VALUE_EXPANSION
from backend.spec.network_sizes import critic_parameters, model_parameters, policy_parameters
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


def _weights(spec: RunSpec) -> int:
    total = 0
    if spec.algorithm.uses_model:
        total += spec.model.members * model_parameters(spec)
    if not spec.algorithm.plans:
        total += policy_parameters(spec) + CRITICS * critic_parameters(spec)
    return COPIES * total


def _transitions(spec: RunSpec) -> int:
    """Numbers in both buffers at the end: real transitions, and those imagined that are kept."""
    info, training, rollout = spec.info, spec.training, spec.rollout
    row = 2 * info.observation_dims + info.action_dims + 2
    real = min(training.env_steps, training.replay_capacity)
    imagined = 0
    if spec.algorithm.version == "3.0" and spec.improver not in VALUE_EXPANSION:
        steps = rollout.retain_epochs * (rollout.epoch_steps or spec.model.fit_every)
        imagined = steps * rollout.per_step * rollout.longest
    return (real + imagined) * row
