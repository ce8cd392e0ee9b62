"""How many parameters a run's networks have, foretold from its spec."""

from itertools import pairwise

from backend.spec.run import RunSpec


def model_parameters(spec: RunSpec) -> int:
    """Those of one member of the ensemble: mean and deviation of each output."""
    info, outputs = spec.info, spec.info.observation_dims + 1
    return _parameters(info.observation_dims + info.action_dims, *spec.model.hidden, 2 * outputs)


def policy_parameters(spec: RunSpec) -> int:
    """Those of the policy."""
    return _parameters(spec.info.observation_dims, *spec.policy.hidden, 2 * spec.info.action_dims)


def critic_parameters(spec: RunSpec) -> int:
    """Those of one critic."""
    return _parameters(spec.info.observation_dims + spec.info.action_dims, *spec.policy.hidden, 1)


def _parameters(*widths: int) -> int:
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(widths))
