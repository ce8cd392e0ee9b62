"""A world that bends, the models of it from the truth to a broken one, and ways to corrupt one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch

from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.naive_predictors import naive_predictors
from worker.mbrl.replay.transitions import Transitions

FEATURES, RIDGE = 200, 1e-6
NOISE = 0.02
# From good to bad: what every diagnostic that orders models must respect.
ORDER = ("truth", "trained", "linear", "persistence", "broken")


def world(obs, act):
    """A spring that saturates, pushed by two actions of different strength."""
    angle, speed = obs[:, 0], obs[:, 1]
    faster = 0.95 * speed - 0.3 * (2.0 * angle).tanh() + 0.2 * act[:, 0] - 0.06 * act[:, 1]
    return torch.stack((angle + 0.3 * faster, faster), dim=1)


def earned(obs, act):
    return -obs[:, 0].square() - 0.1 * act.square().sum(dim=1)


@dataclass
class Made:
    """A model from a function of state and action, with noise if any."""

    step: Callable
    noise: float = 0.0
    propagation: str = "ts1"
    reward: Callable = earned

    def mean(self, obs, act):
        return self.step(obs, act)

    def expected(self, obs, act):
        return self.step(obs, act), self.reward(obs, act)

    def means(self, obs, act):
        return self.step(obs, act).unsqueeze(0)

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del members
        reached = self.step(obs, act)
        noise = torch.randn(reached.shape, generator=generator, dtype=reached.dtype)
        every = torch.ones(len(obs), dtype=torch.bool)
        return ImaginedStep(
            reached + self.noise * noise, self.reward(obs, act), ~every, every, every
        )


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def actions(steps, generator):
    """Two that change slowly, as a policy's do."""
    fresh = torch.randn(steps, 2, generator=generator, dtype=torch.float64)
    act = [fresh[0]]
    for each in fresh[1:]:
        act.append(0.8 * act[-1] + 0.6 * each)
    return torch.stack(act).tanh()


def episode(seed, steps=60, noise=0.0):
    generator = seeded(seed)
    obs = [1.5 * torch.randn(1, 2, generator=generator, dtype=torch.float64).tanh()]
    act = actions(steps, generator)
    for each in act:
        chance = torch.randn(1, 2, generator=generator, dtype=torch.float64)
        obs.append(world(obs[-1], each[None]) + noise * chance)
    states = torch.cat(obs)
    return Episode(states, act, earned(states[:-1], act))


def data(episodes):
    obs, obs_next = (torch.cat([e.obs[part] for e in episodes]) for part in (
        slice(None, -1), slice(1, None)))  # fmt: skip
    act, reward = (torch.cat([getattr(e, name) for e in episodes]) for name in ("act", "rewards"))
    return Transitions(obs, act, obs_next, reward, torch.zeros(len(obs), dtype=torch.bool))


def trained(real):
    """Ridge regression of the change on random features: good, not perfect."""
    generator = seeded(7)
    weights = torch.randn(4, FEATURES, generator=generator, dtype=torch.float64)
    phases = 6.3 * torch.rand(FEATURES, generator=generator, dtype=torch.float64)

    def features(obs, act):
        inputs = torch.cat((obs, act), dim=1)
        return torch.cat(((0.4 * inputs @ weights + phases).cos(), inputs), dim=1)

    seen = features(real.obs, real.act)
    gram = seen.T @ seen + RIDGE * len(seen) * torch.eye(seen.shape[1], dtype=torch.float64)
    found = torch.linalg.solve(gram, seen.T @ (real.obs_next - real.obs))
    return lambda obs, act: obs + features(obs, act) @ found


def models(noise=0.0):
    """By their names, from good to bad, each with this noise."""
    real = data([episode(seed, noise=noise) for seed in range(20, 40)])
    naive = naive_predictors(real)
    steps = {
        "truth": world,
        "trained": trained(real),
        "linear": lambda obs, act: naive.linear.expected(obs, act)[0],
        "persistence": lambda obs, _: obs,
        "broken": lambda obs, act: obs - (world(obs, act) - obs),
    }
    return {name: Made(steps[name], noise) for name in ORDER}


def swapped(model):
    """The columns of the actions are swapped."""
    return replace(model, step=lambda obs, act: model.step(obs, act.flip(1)))


def frozen(model):
    """The second dimension does not move."""

    def step(obs, act):
        return torch.stack((model.step(obs, act)[:, 0], obs[:, 1]), dim=1)

    return replace(model, step=step)


def opposed(model):
    """One dimension is too high by as much as the other is too low."""
    apart = torch.tensor([0.2, -0.2], dtype=torch.float64)
    return replace(model, step=lambda obs, act: model.step(obs, act) + apart)


class Late:
    """Everything comes a step late: the first state is seen twice."""

    def __init__(self, step):
        self.step, self.before, self.said = step, None, None

    def __call__(self, obs, act):
        goes_on = obs is self.said
        self.said = self.step(obs, self.before) if goes_on else obs.clone()
        self.before = act
        return self.said


def late(model):
    return replace(model, step=Late(model.step))


def halved(model):
    """Half the noise."""
    return replace(model, noise=model.noise / 2.0)
