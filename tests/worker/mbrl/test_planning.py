"""Planning: what a plan is worth, how a search moves, and what goes on to the next plan."""

import math

import pytest
import torch

from backend.spec.grid import parse
from backend.spec.planning import PlanningSpec
from backend.spec.problems import SpecRefused
from tests.worker.mbrl.models import after
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.policy.planning import search
from worker.mbrl.policy.planning.planner import Planner
from worker.mbrl.policy.planning.search import Found, Warm, best, elite_count


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Pushed:
    """s' = s + a, which pays s'; ends on reaching `end`, unusable from `broken` on."""

    propagation = "mean"

    def __init__(self, end=math.inf, broken=math.inf, noise=0.0):
        self.end, self.broken, self.noise = end, broken, noise

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del members
        reached = obs + act
        fine = torch.ones(len(obs), dtype=torch.bool)
        paid = reached[:, 0] + self.noise * torch.randn(len(obs), generator=generator)
        usable = reached[:, 0] < self.broken
        return ImaginedStep(reached, paid, reached[:, 0] >= self.end, usable, fine)


def planner(model=None, found=search.cem, length=3, open_loop=False, worst=0.0, **spec):
    spec = PlanningSpec(**({"candidates": 20, "particles": 1} | spec))
    model = Pushed() if model is None else model
    return Planner(
        model,
        spec,
        found,
        1,
        "continuous",
        lambda: length,
        open_loop,
        seeded(1),
        after("worst", worst),
    )


def worth(model, *plans, **spec):
    sequences = torch.tensor(plans)[None, :, :, None]
    return planner(model, **spec).score(torch.zeros(1, 1), sequences, seeded())[0].tolist()


def test_a_plan_is_worth_the_sum_of_what_its_actions_earn_in_their_order():
    assert worth(Pushed(), [1.0, 1.0, 1.0], [1.0, -1.0, 1.0]) == [6.0, 2.0]


def test_after_the_tasks_end_a_plan_earns_nothing_and_can_break_nothing():
    ends = Pushed(end=2.0, broken=5.0)
    assert worth(ends, [1.0, 1.0, 1.0], [1.0, 1.0, 9.0], [1.0, 0.0, 0.0]) == [3.0, 3.0, 3.0]


def test_a_particle_that_is_cut_off_pays_the_worst_reward_to_the_end_of_the_plan():
    plans = [1.0, 1.0, 1.0], [3.0, 0.0, 0.0], [-9.0, -9.0, -9.0]
    assert worth(Pushed(broken=3.0), *plans, worst=-20.0) == [3.0 - 20.0, -60.0, -54.0]


def test_the_worth_is_the_mean_over_the_particles():
    (found,) = worth(Pushed(noise=1.0), [1.0, 1.0, 1.0], particles=1_000)
    assert found == pytest.approx(6.0, abs=0.25)


class Recorder:
    """A score that remembers what it was asked: nearness to 0.3 everywhere."""

    def __init__(self):
        self.rounds = []

    def __call__(self, plans):
        self.rounds.append(plans)
        return -(plans - 0.3).square().sum(dim=(2, 3))

    def elites(self, place, spec):
        plans = self.rounds[place]
        return best(plans, -(plans - 0.3).square().sum(dim=(2, 3)), elite_count(spec))


WARM = Warm(torch.tensor([[[0.1], [-0.1]]]), torch.zeros(1, 0, 2, 1))


@pytest.mark.parametrize("name", ["cem", "icem"])
def test_each_round_moves_the_centre_and_the_width_to_those_of_the_elites(name):
    spec = PlanningSpec(
        candidates=40_000, iterations=2, momentum=0.25, initial_deviation=0.1, noise_exponent=0.0
    )
    score = Recorder()
    found = getattr(search, name)(score, WARM, spec, seeded())
    assert elite_count(spec) == 4_000
    first, second = (score.elites(place, spec) for place in (0, 1))
    mean = 0.25 * WARM.mean + 0.75 * first.mean(dim=1)
    width = 0.25 * 0.1 + 0.75 * first.std(dim=1, correction=0)
    drawn = score.rounds[1][:, :40_000]
    torch.testing.assert_close(drawn.mean(dim=1), mean, rtol=0.0, atol=2e-3)
    torch.testing.assert_close(drawn.std(dim=1), width, rtol=0.02, atol=0.0)
    torch.testing.assert_close(found.mean, 0.25 * mean + 0.75 * second.mean(dim=1))


def test_icem_carries_the_best_from_round_to_round_and_tries_the_centre_last():
    spec = PlanningSpec(candidates=50, iterations=3, elite_ratio=0.2, kept_elites=0.3)
    warm = Warm(WARM.mean, torch.full((1, 2, 2, 1), 0.9))
    score = Recorder()
    found = search.icem(score, warm, spec, seeded())
    assert [plans.shape[1] for plans in score.rounds] == [50 + 2, 50 + 3, 50 + 3 + 1]
    assert bool((score.rounds[0][:, 50:] == 0.9).all())
    for later in (1, 2):
        torch.testing.assert_close(
            score.rounds[later][:, 50:53], score.elites(later - 1, spec)[:, :3]
        )
    last = score.elites(2, spec)
    torch.testing.assert_close(found.plan, last[:, 0])
    torch.testing.assert_close(found.kept, last[:, :3])


def test_icem_carries_nothing_where_nothing_is_asked_for():
    spec = PlanningSpec(candidates=50, iterations=2, kept_elites=0.0)
    score = Recorder()
    assert search.icem(score, WARM, spec, seeded()).kept.shape[1] == 0
    assert [plans.shape[1] for plans in score.rounds] == [50, 51]


def test_mppi_moves_to_the_weighted_mean_of_what_it_tried():
    spec = PlanningSpec(candidates=30, iterations=1, temperature=0.5)
    score = Recorder()
    found = search.mppi(score, WARM, spec, seeded())
    (tried,) = score.rounds
    scores = score(tried)[0]
    weights = ((scores - scores.mean()) / (0.5 * scores.std(correction=0))).softmax(dim=0)
    torch.testing.assert_close(found.plan[0], (weights[:, None, None] * tried[0]).sum(dim=0))


def test_random_shooting_reaches_both_ends_of_the_actions():
    score = Recorder()
    search.random_shooting(score, WARM, PlanningSpec(candidates=2_000), seeded())
    assert (float(score.rounds[0].min()), float(score.rounds[0].max())) == pytest.approx(
        (-1.0, 1.0), abs=0.01
    )


def test_a_discrete_plan_is_changed_when_another_has_become_better():
    """The chances of the last plan are certainties: with nothing beside them it would stay."""
    certain = torch.tensor([[[1.0, 0.0, 0.0]]]).expand(1, 4, 3)
    wanted = torch.tensor([2, 1, 2, 1])

    def score(plans):
        return (plans.argmax(dim=3) == wanted).float().sum(dim=2)

    warm = Warm(certain.clone(), torch.zeros(1, 0, 4, 3))
    found = search.cem_discrete(score, warm, PlanningSpec(candidates=200), seeded())
    assert found.plan.argmax(dim=2).tolist() == [wanted.tolist()]


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_the_power_of_coloured_noise_falls_as_it_says(exponent):
    noise = search.coloured_noise(torch.zeros(1, 32, 1), 20_000, exponent, seeded())
    power = torch.fft.rfft(noise[0, :, :, 0], dim=1).abs().square().mean(dim=0)
    assert float(power[2] / power[8]) == pytest.approx(4.0**exponent, rel=0.1)
    assert float(noise.std()) == pytest.approx(1.0, abs=0.01)


class Told:
    """A search that finds 1, 2, 3 and then 11, 12, 13, and remembers what it began from."""

    def __init__(self):
        self.begun = []

    def __call__(self, score, warm, spec, generator):
        del score, spec, generator
        plan = torch.tensor([1.0, 2.0, 3.0]) + 10.0 * len(self.begun)
        self.begun.append(warm)
        plan = plan.expand(len(warm.mean), 3)[:, :, None]
        return Found(plan, 0.1 * plan, 0.01 * plan.unsqueeze(1))


def acted(acting, steps):
    episodes = torch.arange(2)
    return [acting(torch.zeros(2, 1), episodes)[:, 0].tolist() for _ in range(steps)]


def test_truncated_candidates_stay_within_the_ends_and_two_deviations():
    """From 0.9 the nearer end is 0.1 away: the deviation is half of that, not the 0.5 asked for."""
    mean, deviation = torch.tensor([[[0.9], [0.0], [1.0]]]), torch.full((1, 3, 1), 0.5)
    deviation[0, 1] = 0.2
    plans = search.truncated_candidates(mean, deviation, 40_000, seeded())[0, :, :, 0]
    low, high = plans.amin(dim=0), plans.amax(dim=0)
    torch.testing.assert_close(low, torch.tensor([0.8, -0.4, 1.0]), rtol=0.0, atol=1e-3)
    torch.testing.assert_close(high, torch.tensor([1.0, 0.4, 1.0]), rtol=0.0, atol=1e-3)
    # A normal that is cut at two deviations keeps 0.8796 of its deviation.
    assert plans[:, 1].std().item() == pytest.approx(0.8796 * 0.2, rel=0.01)


def test_truncated_cem_moves_the_variance_and_not_the_deviation():
    spec = PlanningSpec(
        candidates=40_000, iterations=2, momentum=0.25, initial_deviation=0.1, sampling="truncated"
    )
    score = Recorder()
    search.cem(score, WARM, spec, seeded())
    first = score.elites(0, spec)
    variance = 0.25 * 0.1**2 + 0.75 * first.var(dim=1, correction=0)
    drawn = score.rounds[1]
    torch.testing.assert_close(drawn.std(dim=1), 0.8796 * variance.sqrt(), rtol=0.02, atol=0.0)


def test_a_plan_is_executed_to_its_end_in_the_open_loop_and_then_begun_anew():
    told = Told()
    acting = planner(found=told, open_loop=True).acting(2, None)
    assert acted(acting, 5) == [[1.0] * 2, [2.0] * 2, [3.0] * 2, [11.0] * 2, [12.0] * 2]
    assert not told.begun[1].mean.any()
    assert told.begun[1].kept.shape[1] == 0


def test_in_the_closed_loop_each_plan_begins_from_the_last_one_moved_on():
    told = Told()
    acting = planner(found=told).acting(2, None)
    assert acted(acting, 3) == [[1.0] * 2, [11.0] * 2, [21.0] * 2]
    torch.testing.assert_close(told.begun[1].mean[0, :, 0], torch.tensor([0.2, 0.3, 0.0]))
    torch.testing.assert_close(told.begun[1].kept[1, 0, :, 0], torch.tensor([0.02, 0.03, 0.03]))


def test_a_plan_is_executed_for_as_many_steps_as_are_asked_for_and_moved_on_by_them():
    told = Told()
    acting = planner(found=told, replan_every=2).acting(2, None)
    assert acted(acting, 5) == [[1.0] * 2, [2.0] * 2, [11.0] * 2, [12.0] * 2, [21.0] * 2]
    torch.testing.assert_close(told.begun[1].mean[0, :, 0], torch.tensor([0.3, 0.0, 0.0]))
    torch.testing.assert_close(told.begun[1].kept[1, 0, :, 0], torch.tensor([0.03, 0.03, 0.03]))


def test_a_plan_shorter_than_what_is_to_be_executed_is_executed_to_its_end():
    acting = planner(found=Told(), replan_every=7).acting(2, None)
    assert acted(acting, 4) == [[1.0] * 2, [2.0] * 2, [3.0] * 2, [11.0] * 2]


def test_plans_are_not_executed_beyond_their_end():
    with pytest.raises(SpecRefused, match="which is 5 here"):
        parse(
            {"algorithm": {"version": "1.5"}, "planning": {"replan_every": 6},
             "rollout": {"length": 5}}
        )  # fmt: skip
