"""Every diagnostic orders models from the truth to a broken one, and reacts to its own corruption.

Where it has no order, as a calibration has none, it reacts to the fault that it is made for.
"""

import pytest
import torch

from tests.worker.mbrl.corrupted import (
    NOISE,
    ORDER,
    data,
    episode,
    frozen,
    halved,
    late,
    models,
    opposed,
    seeded,
    swapped,
    world,
)
from worker.mbrl.evaluation.calibration import calibration_error, coverage, draws
from worker.mbrl.evaluation.closed_loop import closed_loop
from worker.mbrl.evaluation.horizon_error import horizon_error, state_error
from worker.mbrl.evaluation.naive_predictors import naive_predictors
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop
from worker.mbrl.evaluation.probabilistic_scores import crps, pit, pit_spread
from worker.mbrl.evaluation.reaction import Futures, reaction
from worker.mbrl.evaluation.skill import skill
from worker.mbrl.evaluation.value_error import value_error
from worker.mbrl.policy.policy import NetworkPolicy

H = 10
EPISODES = [episode(seed) for seed in range(5)]
WINDOWS = cut_windows(EPISODES, H)
NOISY = cut_windows([episode(seed, noise=NOISE) for seed in range(5)], H)
SCALE = data(EPISODES).obs.std(dim=0)


class Feedback(NetworkPolicy):
    """Pushes against angle and speed."""

    def decide(self, obs):
        return (-obs).tanh()

    def explore(self, obs, generator):
        del generator
        return self.decide(obs)


def error(model):
    return float(horizon_error(open_loop(model, WINDOWS, SCALE)).mean(dim=0)[-1])


def lack_of_skill(model):
    persistence = naive_predictors(data(EPISODES)).persistence
    theirs = horizon_error(open_loop(persistence, WINDOWS, SCALE)).mean(dim=0)
    ours = horizon_error(open_loop(model, WINDOWS, SCALE)).mean(dim=0)
    return -float(skill(ours, theirs)[-1])


def real_feedback(obs):
    """Where the world goes from here under the same policy."""
    reached = []
    for _ in range(H):
        obs = world(obs, Feedback().decide(obs))
        reached.append(obs)
    return torch.stack(reached, dim=1)


def closed_error(model):
    starts = WINDOWS.obs[:, 0]
    imagined = closed_loop(model, Feedback(), starts, H)
    return float(state_error(imagined, real_feedback(starts), SCALE)[:, -1].mean())


def reward_error(model):
    along = open_loop(model, WINDOWS, SCALE)
    return float((along.rewards - along.windows.rewards).abs().mean())


def drawn(model):
    return draws(model, NOISY, seeded())


def score(model):
    return float(crps(drawn(model), NOISY.obs[:, 1:], SCALE).mean())


def miscalibration(model):
    covered = {level: coverage(drawn(model), NOISY.obs[:, 1:], level) for level in (0.5, 0.9)}
    return calibration_error(covered)


def spread_of_places(model):
    return float(pit_spread(pit(drawn(model), NOISY.obs[:, 1:]), 20).mean())


def futures():
    """The world's own, under the actions of the windows and under others."""
    others = WINDOWS.act.roll(7, dims=0)
    start = WINDOWS.obs[:, 0]
    obs, reached = start, []
    for step in range(H):
        obs = world(obs, others[:, step])
        reached.append(obs)
    went = WINDOWS.obs[:, 1:]
    return Futures(start, (WINDOWS.act, others), (went, torch.stack(reached, dim=1)))


def wrong_reaction(model):
    return -float(reaction(model, futures(), SCALE).cosine.nanmean())


def test_a_reaction_is_ordered_and_persistence_has_none():
    found = [wrong_reaction(model) for model in models().values()]
    assert found == sorted(found), dict(zip(ORDER, found, strict=True))
    assert found[0] == pytest.approx(-1.0)
    size = reaction(models()["persistence"], futures(), SCALE).size.nanmean()
    assert float(size) == 0.0


def test_a_reaction_tells_swapped_actions_more_than_anything_else():
    truth = models()["truth"]
    assert wrong_reaction(swapped(truth)) > 0.2
    assert wrong_reaction(frozen(truth)) < 0.2
    size = reaction(late(truth), futures(), SCALE).size[:, 0]
    assert size.nanmean() < 0.1


def error_of_value(model):
    along = open_loop(model, WINDOWS, SCALE)
    return float(value_error(along, lambda obs: -obs.square().sum(dim=1)).mean())


OF_THE_MEAN = (error, lack_of_skill, closed_error, reward_error, error_of_value)


@pytest.mark.parametrize("measure", OF_THE_MEAN, ids=lambda each: each.__name__)
def test_models_are_ordered_from_the_truth_to_a_broken_one(measure):
    found = [measure(model) for model in models().values()]
    assert found == sorted(found), dict(zip(ORDER, found, strict=True))
    assert len(set(found)) == len(found)


def test_distributions_are_ordered_too():
    found = [score(model) for model in models(NOISE).values()]
    assert found == sorted(found), dict(zip(ORDER, found, strict=True))


@pytest.mark.parametrize("measure", [miscalibration, spread_of_places], ids=lambda m: m.__name__)
def test_the_truth_alone_is_calibrated(measure):
    """How far off the others are has no order: an interval can miss no more than always."""
    truth, *others = (measure(model) for model in models(NOISE).values())
    assert all(other > truth + 0.15 for other in others)


@pytest.mark.parametrize("corrupt", [swapped, frozen, late], ids=lambda each: each.__name__)
@pytest.mark.parametrize("measure", OF_THE_MEAN, ids=lambda each: each.__name__)
def test_what_is_corrupt_is_worse_than_the_truth(measure, corrupt):
    truth = models()["truth"]
    sound, wrong = measure(truth), measure(corrupt(truth))
    assert wrong > sound + 0.05


def test_half_the_noise_is_overconfidence_by_every_measure_of_it():
    truth = models(NOISE)["truth"]
    assert miscalibration(truth) < 0.05 < 0.15 < miscalibration(halved(truth))
    assert spread_of_places(truth) == pytest.approx(1.0, abs=0.1)
    assert spread_of_places(halved(truth)) > 1.4
    assert score(halved(truth)) > 1.02 * score(truth)


@pytest.mark.parametrize("corrupt", [frozen, opposed], ids=lambda each: each.__name__)
def test_an_error_of_one_dimension_is_seen_and_opposite_ones_do_not_cancel(corrupt):
    """After one step, before either has moved the other."""
    along = open_loop(corrupt(models()["truth"]), WINDOWS, SCALE)
    assert float(horizon_error(along)[:, 0].mean()) > 0.1


def test_the_truth_has_no_error_at_all_and_all_the_skill():
    truth = models()["truth"]
    assert error(truth) < 1e-12
    assert closed_error(truth) < 1e-12
    assert lack_of_skill(truth) == pytest.approx(-1.0)
    assert lack_of_skill(models()["persistence"]) == 0.0
    assert torch.isfinite(torch.tensor(score(models(NOISE)["truth"])))
