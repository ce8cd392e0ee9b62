"""What has no order of models reacts to its own fault: of members, episodes, rewards, critics."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
import torch

from tests.worker.mbrl.corrupted import (
    NOISE,
    Made,
    data,
    earned,
    episode,
    frozen,
    models,
    seeded,
    swapped,
    world,
)
from worker.mbrl.dynamics.model import EnsembleModel, ImaginedStep
from worker.mbrl.evaluation.calibration import disagreement
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.imagined_endings import endings_false, endings_foreseen
from worker.mbrl.evaluation.mismatch import States, two_sample_auc
from worker.mbrl.evaluation.open_loop import cut_windows
from worker.mbrl.evaluation.q_bias import q_bias
from worker.mbrl.evaluation.return_gap import imagined_rewards, return_gap
from worker.mbrl.evaluation.variance_parts import variance_parts
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.policy import NetworkPolicy

H = 10
EPISODES = [episode(seed) for seed in range(5)]
WINDOWS = cut_windows(EPISODES, H)
SCALE = data(EPISODES).obs.std(dim=0)


class Members(EnsembleModel):
    """Made models as the members of an ensemble."""

    def __init__(self, *members):
        self.members = members
        self.ensemble = SimpleNamespace(elites=torch.arange(len(members)))

    @property
    def keeping_members(self):
        return self

    def means(self, obs, act):
        own = obs.expand(len(self.members), -1, -1)
        return torch.stack([m.step(o, act) for m, o in zip(self.members, own, strict=True)])

    def sample(self, obs, act, generator, members=None):
        drawn = [member.sample(obs, act, generator).obs_next for member in self.members]
        every = torch.ones(len(obs), dtype=torch.bool)
        reached = torch.stack(drawn)[members, torch.arange(len(obs))]
        return ImaginedStep(reached, earned(obs, act), ~every, every, every)


def apart(*members):
    return disagreement(Members(*members), WINDOWS, SCALE).mean(dim=0)


def test_disagreement_sees_one_corrupt_member_and_not_that_all_are_wrong_alike():
    truth = models()["truth"]
    assert apart(truth, truth, truth).max() == 0.0
    for corrupt in (swapped, frozen):
        assert float(apart(truth, truth, corrupt(truth))[-1]) > 0.05
    steps = apart(truth, truth, models()["broken"])
    assert float(steps[-1]) > 2.0 * float(steps[0])
    assert apart(*[models()["broken"]] * 3).max() == 0.0, "its blind spot"


def parts(*members):
    return variance_parts(Members(*members), WINDOWS, SCALE, seeded())


def test_variance_is_epistemic_between_members_and_aleatoric_within():
    truth = models()["truth"]
    noisy = replace(truth, noise=NOISE)
    unsure, chance = parts(truth, truth, swapped(truth)), parts(noisy, noisy, noisy)
    assert unsure.aleatoric.max() < 1e-12 < 0.003 < float(unsure.epistemic[:, -1].mean())
    expected = float((NOISE / SCALE).square().mean())
    assert float(chance.aleatoric[:, 0].mean()) == pytest.approx(expected, rel=0.1)
    # Of the noise, nothing is called what the members differ by.
    share = chance.epistemic[:, 0].mean() / chance.aleatoric[:, 0].mean()
    assert abs(float(share)) < 0.05


def states(first, shift=0.0, episodes=12):
    each = [episode(first + seed).obs + shift for seed in range(episodes)]
    return States(torch.cat(each), torch.arange(episodes).repeat_interleave(len(each[0])))


def test_mismatch_tells_states_that_moved_from_those_of_the_same_policy():
    same = two_sample_auc(states(0), states(100), seeded())
    moved = two_sample_auc(states(0), states(100, shift=2.0 * SCALE), seeded())
    assert same.low < 0.5 < same.high
    assert moved.value > 0.85
    assert moved.low > same.value


class Feedback(NetworkPolicy):
    """Pushes against angle and speed."""

    def decide(self, obs):
        return (-obs).tanh()

    def explore(self, obs, generator):
        del generator
        return self.decide(obs)


def gap(model):
    policy, initial, worst = Feedback(), WINDOWS.obs[:8, 0], torch.tensor(-9.0)
    real, ours = (
        imagined_rewards(each, policy, initial, H, seeded(), worst).rewards
        for each in (models()["truth"], model)
    )
    return return_gap(ours, real).mean(dim=0)


def test_the_return_gap_is_what_the_model_promises_too_much():
    truth = models()["truth"]
    assert gap(truth).abs().max() == 0.0
    flattering = replace(truth, reward=lambda obs, act: earned(obs, act) + 0.1)
    assert gap(flattering).tolist() == pytest.approx([0.1 * h for h in range(1, H + 1)])
    # Under feedback a reversed world runs away: the model promises less than is earned.
    assert float(gap(models()["broken"])[-1]) < -0.5


@dataclass
class Ends(Made):
    """Ends where the first dimension has gone so far."""

    at: float = 0.0

    def sample(self, obs, act, generator, members=None):
        made = super().sample(obs, act, generator, members)
        return replace(made, terminated=made.obs_next[:, 0].abs() >= self.at)


LIMIT = 1.0


def until_the_limit(seed):
    """A real episode that ends where the world's state first reaches the limit."""
    whole = episode(seed)
    outside = whole.obs[1:, 0].abs() >= LIMIT
    if bool(whole.obs[0, 0].abs() >= LIMIT) or not bool(outside.any()):
        return None
    end = int(outside.int().argmax()) + 1
    return Episode(whole.obs[: end + 1], whole.act[:end], whole.rewards[:end], terminated=True)


def test_endings_react_to_a_model_that_never_ends_and_to_one_that_ends_too_soon():
    ended = [each for each in map(until_the_limit, range(40)) if each is not None]
    assert len(ended) >= 5

    def shares(at, step=world):
        model = Ends(step, at=at)
        foreseen = endings_foreseen(model, ended, H, seeded())
        return [
            float(each.nanmean()) for each in (foreseen, endings_false(model, ended, H, seeded()))
        ]

    assert shares(LIMIT) == [1.0, 0.0]
    never = endings_foreseen(Ends(world, at=1e9), ended, H, seeded())
    assert float(never.nanmean()) == 0.0
    soon = shares(0.1 * LIMIT)
    assert soon[1] > 0.3
    assert soon[0] < 0.8


DISCOUNT = 0.9


def bias(error):
    """Of a critic that is off by a factor for each state, along ten steps that each pay 1."""
    steps = 10
    left = torch.arange(steps, 0, -1, dtype=torch.float64)
    exact = (1.0 - DISCOUNT**left) / (1.0 - DISCOUNT)
    along = Episode(
        torch.zeros(steps + 1, 2, dtype=torch.float64), torch.zeros(steps, 1, dtype=torch.float64),
        torch.ones(steps, dtype=torch.float64), terminated=True,
    )  # fmt: skip
    critic = Judgement(
        action_value=lambda *_: exact + error * exact.mean(),
        value=lambda obs: torch.zeros(len(obs), dtype=torch.float64),
        bonus=lambda obs, _: torch.zeros(len(obs), dtype=torch.float64),
    )
    return q_bias(along, critic, DISCOUNT, seeded())


def test_the_critics_bias_is_by_how_much_it_promises_too_much_and_its_spread_where():
    sound, high = bias(torch.zeros(10)), bias(torch.full((10,), 0.2))
    uneven = bias(torch.tensor([0.3, -0.3] * 5))
    assert (sound.mean, sound.spread) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert (high.mean, high.spread) == pytest.approx((0.2, 0.0), abs=1e-6)
    assert (uneven.mean, uneven.spread) == pytest.approx((0.0, 0.3), abs=1e-6)
