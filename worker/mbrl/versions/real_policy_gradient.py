"""Model-free PPO: on-policy gradients from the real steps since the last update."""

from typing import Any

import torch

from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch
from worker.mbrl.learner import Defaults, LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.policy_gradient import PolicyGradient
from worker.mbrl.policy.networks import stochastic_policy
from worker.mbrl.policy.policy import Policy
from worker.mbrl.policy.value_function import ValueFunction
from worker.mbrl.replay.transitions import Transitions


class RealPolicyGradient(Defaults):
    """The baseline of 2.5: the same gradient, taken where it costs real steps."""

    def __init__(self, materials: Materials) -> None:
        spec, task, device = materials.spec, materials.task, materials.device
        weights = materials.generators.weights
        self._materials = materials
        self._policy = stochastic_policy(spec.policy, task, weights).to(device)
        value = ValueFunction(task.observation_dims, spec.policy.hidden, weights).to(device)
        # Real episodes are cut off by their limit alone, and there the value goes on.
        after = AfterCutOff("bootstrap", lambda: materials.real.worst_reward)
        self._gradient = PolicyGradient(spec, self._policy, value, after)
        self._fresh = 0
        self._measured: dict[str, float] = {}

    @property
    def policy(self) -> Policy:
        """The policy network."""
        return self._policy

    def learn(self) -> None:
        """Improve the policy whenever `steps_per_update` steps of its own have been taken."""
        self._fresh += 1
        if self._fresh < self._materials.spec.gradient.steps_per_update:
            return
        real = self._materials.real
        steps = in_order(real.columns.unpack(real.latest(self._fresh)))
        self._measured = self._gradient.update(steps, self._materials.generators.updates)
        self._fresh = 0

    def measured(self) -> LearnerReport:
        """What the last update measured, once."""
        values, self._measured = self._measured, {}
        return LearnerReport(values)

    def state_dict(self) -> dict[str, Any]:
        """Everything learned, and how many steps wait for the next update."""
        return {
            "gradient": self._gradient.state_dict(),
            "fresh": self._fresh,
            "measured": dict(self._measured),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        self._gradient.load_state_dict(state["gradient"])
        self._fresh = state["fresh"]
        self._measured = dict(state["measured"])


def in_order(steps: Transitions) -> TrajectoryBatch:
    """Successive real steps as one long row.

    D does not say where episodes were truncated, because nothing may be learned from that; but
    where one step does not begin at the observation that the last one reached, a new episode does,
    and `TrajectoryBatch.continues` must not run across it. Such a place is a column's end.
    """
    joined = (steps.obs[1:] == steps.obs_next[:-1]).all(dim=1)
    episodes = torch.cat((joined.new_zeros(1), ~joined)).cumsum(0)
    lengths = episodes.bincount()
    place = torch.arange(len(episodes), device=episodes.device)
    step = place - (lengths.cumsum(0) - lengths)[episodes]
    shape = (int(lengths.max()), len(lengths))

    def laid_out(values: torch.Tensor) -> torch.Tensor:
        laid = values.new_zeros(*shape, *values.shape[1:])
        laid[step, episodes] = values
        return laid

    return TrajectoryBatch(
        laid_out(steps.obs),
        laid_out(steps.act),
        laid_out(steps.obs_next),
        laid_out(steps.reward),
        laid_out(steps.terminated),
        laid_out(torch.ones_like(steps.terminated)),
        torch.zeros(shape, dtype=torch.long, device=episodes.device),
    )
