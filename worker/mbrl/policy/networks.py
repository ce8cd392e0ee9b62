"""The stochastic policy that fits a task's actions."""

from torch import Generator

from backend.spec.policy import PolicySpec
from worker.mbrl.environment import Task
from worker.mbrl.policy.categorical import Categorical
from worker.mbrl.policy.tanh_gaussian import TanhGaussian


def stochastic_policy(
    spec: PolicySpec, task: Task, generator: Generator
) -> TanhGaussian | Categorical:
    """A squashed Gaussian for continuous actions, a categorical for discrete ones."""
    kind = TanhGaussian if task.actions == "continuous" else Categorical
    return kind(task.observation_dims, task.action_dims, spec.hidden, generator)
