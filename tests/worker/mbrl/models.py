"""Models and policies made by hand, whose errors are known in closed form."""

import torch

from backend.spec.model import ModelSpec
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.policy.policy import NetworkPolicy

MEMBERS = 3


def after(rule, worst=0.0):
    """A rule of cut-offs, with so bad a worst reward in D."""
    return AfterCutOff(rule, lambda: torch.tensor(worst))


class LinearModel:
    """s' = A s + B a, reward c . s, never terminating unless a rule is given. No noise."""

    propagation = "mean"

    def __init__(self, state, action, reward, rule=None):
        self.state, self.action, self.reward, self.rule = state, action, reward, rule

    def mean(self, obs, act):
        return obs @ self.state.T + act @ self.action.T

    def expected(self, obs, act):
        return self.mean(obs, act), obs @ self.reward

    def draw_members(self, count, generator):
        del count, generator

    def means(self, obs, act):
        return self.mean(obs, act).expand(2, -1, -1) if obs.dim() == 2 else self.mean(obs, act)

    def sample(self, obs, act, generator, members=None):
        del generator, members
        obs_next = self.mean(obs, act)
        never = torch.zeros(len(obs), dtype=torch.bool)
        ended = never if self.rule is None else self.rule(obs_next)
        finite = torch.isfinite(obs_next).all(1)
        return ImaginedStep(obs_next, obs @ self.reward, ended, finite, torch.ones_like(finite))


class ConstantPolicy(NetworkPolicy):
    """The same action everywhere."""

    def __init__(self, action):
        self.action = action

    def decide(self, obs):
        return self.action.expand(len(obs), -1)

    def explore(self, obs, generator):
        del generator
        return self.decide(obs)


def stepping_ensemble(log_odds=None, **changes):
    """Members whose weights are zero: member i adds i + 1 to the state and earns nothing.

    With `log_odds`, one for each member, they also say how likely it is that the task ends.
    """
    spec = ModelSpec(members=MEMBERS, elites=MEMBERS, hidden=(4,), **changes)
    made = GaussianEnsemble(
        spec, (1, 1), learns_termination=log_odds is not None, generator=torch.Generator()
    )
    with torch.no_grad():
        for networks in (made.networks, made.elite_networks):
            networks.flat.zero_()
            biases = networks.layout.layers(networks.flat)[-1][1]
            if log_odds is not None:
                biases[:, 0, -1] = torch.tensor(log_odds)
            biases[:, 0, 0] = torch.arange(1.0, MEMBERS + 1.0)
    return made
