"""Propagation, kinds of model, start states and lengths: each choice does what its name says."""

import math

import pytest
import torch

from backend.spec.grid import parse
from backend.spec.rollout import AdaptiveLength, LengthSchedule
from tests.worker.mbrl.models import MEMBERS, ConstantPolicy, stepping_ensemble
from worker.mbrl.dynamics.branches import branch
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.dynamics.rollout_length import LengthInForce, adapted
from worker.mbrl.dynamics.start_states import RealLatest, start_strategy
from worker.mbrl.environment import Task
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions
from worker.mbrl.report import Profile

STANDING_STILL = ConstantPolicy(torch.zeros(1, 1))


def never(obs):
    return torch.zeros(len(obs), dtype=torch.bool)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def stepping(propagation, max_disagreement=None, **changes):
    changes = {"kind": "deterministic"} | changes
    return EnsembleModel(stepping_ensemble(**changes), Rules(never), propagation, max_disagreement)


def ends(model, count, length):
    """Where `count` rollouts from 0 are after `length` steps, sorted by nothing."""
    found = branch(model, STANDING_STILL, torch.zeros(count, 1), length, seeded())
    return Columns(1, 1).unpack(found.rows).obs_next[-count:, 0]


def test_one_member_kept_per_rollout_takes_all_its_steps():
    assert set(ends(stepping("tsinf"), 300, 7).tolist()) == {7.0, 14.0, 21.0}


def test_a_member_drawn_anew_takes_single_steps():
    reached = ends(stepping("ts1"), 300, 7)
    assert not set(reached.tolist()) <= {7.0, 14.0, 21.0}
    assert float(reached.mean()) == pytest.approx(14.0, abs=1.0)


def test_the_mean_of_the_members_is_fed_back_without_noise():
    model = stepping("mean", kind="gaussian")
    assert ends(model, 5, 7).tolist() == pytest.approx([14.0] * 5)


def test_a_gaussian_member_adds_noise_and_a_deterministic_one_none():
    obs, act = torch.zeros(200, 1), torch.zeros(200, 1)
    drawn = stepping("ts1", kind="gaussian").sample(obs, act, seeded()).obs_next
    assert len(drawn.unique()) == 200
    assert len(stepping("ts1").sample(obs, act, seeded()).obs_next.unique()) == MEMBERS


def test_each_row_meets_its_own_member_after_some_rollouts_ended():
    members = torch.tensor([2, 0, 2, 2, 1, 2])
    obs = torch.arange(6.0).unsqueeze(1) * 100.0
    step = stepping("tsinf").sample(obs, torch.zeros(6, 1), seeded(), members)
    assert (step.obs_next - obs).squeeze(1).tolist() == [3.0, 1.0, 3.0, 3.0, 2.0, 3.0]


def test_an_absolute_target_is_the_next_observation_itself():
    step = stepping("mean", target="absolute").sample(
        torch.full((4, 1), 50.0), torch.zeros(4, 1), seeded()
    )
    assert step.obs_next.squeeze(1).tolist() == [2.0] * 4


@pytest.mark.parametrize("target", ["delta", "absolute"])
def test_targets_are_what_the_answers_are_read_as(target):
    normaliser = stepping_ensemble(target=target).normaliser
    data = Transitions(
        torch.randn(50, 1, generator=seeded(1)) + 3.0,
        torch.randn(50, 1, generator=seeded(2)),
        torch.randn(50, 1, generator=seeded(3)) * 2.0,
        torch.randn(50, generator=seeded(4)),
        torch.zeros(50, dtype=torch.bool),
    )
    normaliser.refit(data)
    reached = normaliser.reached(data.obs, normaliser.targets(data))
    torch.testing.assert_close(reached[:, :1], data.obs_next)
    torch.testing.assert_close(reached[:, 1], data.reward)


def test_a_known_reward_replaces_the_learned_one():
    def rule(obs, act, obs_next):
        return obs[:, 0] + 10.0 * act[:, 0] + 100.0 * obs_next[:, 0]

    model = EnsembleModel(stepping_ensemble(kind="deterministic"), Rules(never, rule), "mean")
    step = model.sample(torch.ones(1, 1), torch.full((1, 1), 0.5), seeded())
    assert float(step.reward) == 1.0 + 5.0 + 300.0


def test_a_step_has_a_slope_in_state_and_action_and_none_in_the_weights():
    model = EnsembleModel(stepping_ensemble(), Rules(never), "ts1")
    with torch.no_grad():
        model.ensemble.elite_networks.flat.add_(0.1)
    obs, act = torch.zeros(3, 1, requires_grad=True), torch.ones(3, 1, requires_grad=True)
    reached = model.sample(obs, act, seeded()).obs_next.sum()
    slopes = torch.autograd.grad(reached, (obs, act))
    assert all(bool((slope.abs() > 0).all()) for slope in slopes)
    assert not model.ensemble.elite_networks.flat.requires_grad


def test_disagreement_is_the_deviation_of_the_members_means():
    found = stepping("ts1").disagreement(torch.zeros(2, 1), torch.zeros(2, 1))
    assert found.tolist() == pytest.approx([math.sqrt(2.0 / 3.0)] * 2)


@pytest.mark.parametrize(("limit", "rows", "distrusted"), [(0.8, 0, 5), (0.82, 20, 0)])
def test_rollouts_stop_where_the_members_disagree_too_much(limit, rows, distrusted):
    found = branch(stepping("ts1", limit), STANDING_STILL, torch.zeros(5, 1), 4, seeded())
    assert (len(found.rows), found.distrusted) == (rows, distrusted)


def ended(propagation, log_odds, rows=4_000):
    model = EnsembleModel(stepping_ensemble(log_odds, kind="deterministic"), Rules(), propagation)
    obs, act = torch.zeros(rows, 1), torch.zeros(rows, 1)
    return float(model.sample(obs, act, seeded()).terminated.float().mean())


def test_a_learned_end_comes_as_often_as_it_is_likely():
    assert ended("ts1", [math.log(0.2 / 0.8)] * 3) == pytest.approx(0.2, abs=0.02)
    assert ended("ts1", [-50.0, 50.0, 50.0]) == pytest.approx(2 / 3, abs=0.02)


def test_the_mean_ends_where_the_mixture_of_the_members_is_likelier_to_end_than_not():
    """Of the chances 0, 0.82 and 0.82 the mean is above a half; of their log-odds it is below."""
    assert ended("mean", [-30.0, 1.5, 1.5]) == 1.0
    assert ended("mean", [-30.0, 0.5, 0.5]) == 0.0


def test_the_noise_of_a_gaussian_member_has_its_own_deviation():
    model = stepping("tsinf", kind="gaussian")
    obs = torch.zeros(20_000, 1)
    members = torch.zeros(20_000, dtype=torch.long)
    reached = model.sample(obs, obs, seeded(), members).obs_next
    inputs = torch.zeros(MEMBERS, 1, 2)
    log_variance = model.ensemble.predict_elites(inputs).log_variance[0, 0, 0]
    assert float(reached.std()) == pytest.approx(math.exp(0.5 * float(log_variance)), rel=0.03)
    assert float(reached.mean()) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(
    ("low", "high", "valid"), [(0.0, 9.0, True), (4.0, 9.0, False), (0.0, 1.0, False)]
)
def test_a_prediction_beyond_either_end_of_what_is_near_is_not_valid(low, high, valid):
    model = stepping("mean")
    normaliser = model.ensemble.normaliser
    normaliser.low.fill_(low)
    normaliser.high.fill_(high)
    assert model.sample(torch.zeros(1, 1), torch.zeros(1, 1), seeded()).valid.tolist() == [valid]


def test_disagreement_counts_in_deviations_of_the_data():
    model = stepping("ts1")
    plain = model.disagreement(torch.zeros(1, 1), torch.zeros(1, 1))
    model.ensemble.normaliser.input_scale.fill_(2.0)
    halved = model.disagreement(torch.zeros(1, 1), torch.zeros(1, 1))
    assert float(halved) == pytest.approx(float(plain) / 2.0)


class Reset:
    def reset(self, seed):
        del seed
        return torch.tensor([-1.0])


@pytest.mark.parametrize(
    ("start", "places"),
    [
        ("initial", {-1.0}),
        ("real_uniform", {float(n) for n in range(10)}),
        ("real_recent", {6.0, 7.0, 8.0, 9.0}),
        ("real_on_policy", {8.0, 9.0}),
    ],
)
def test_rollouts_begin_where_the_spec_says(start, places):
    spec = parse({"rollout": {"start": start, "recent": 4}, "model": {"fit_every": 2}})
    real = RealBuffer(Columns(1, 1), 50, torch.device("cpu"))
    for number in range(10):
        value = torch.full((1, 1), float(number))
        real.add(Transitions(value, value, value, value[0], torch.tensor([False])))
    task = Task(1, 1, "continuous", 5, None, None, Reset)
    found = start_strategy(spec, task, real, seeded()).draw(300, seeded())
    assert set(found.squeeze(1).tolist()) == places


def test_recent_states_are_the_last_ones_even_where_the_ring_has_wrapped():
    real = RealBuffer(Columns(1, 1), 10, torch.device("cpu"))
    for number in range(13):
        value = torch.full((1, 1), float(number))
        real.add(Transitions(value, value, value, value[0], torch.tensor([False])))
    drawn = RealLatest(real, 4).draw(400, seeded()).squeeze(1)
    assert sorted(set(drawn.tolist())) == [9.0, 10.0, 11.0, 12.0]
    everything = RealLatest(real, 1_000).draw(400, seeded()).squeeze(1)
    assert sorted(set(everything.tolist())) == [float(n) for n in range(3, 13)]


WANTED = AdaptiveLength(tolerance=1.0, largest=6, hysteresis=0.5)


@pytest.mark.parametrize(
    ("length", "errors", "then"),
    [
        (1, [0.1, 0.2, 0.4, 0.9], 3),  # grows to where half the tolerance is kept
        (3, [0.1, 0.2, 0.6, 0.9], 3),  # wavers within the tolerance: stays
        (4, [0.1, 0.2, 0.6, 1.1], 3),  # above the tolerance: shrinks
        (4, [2.0, 0.1, 0.1, 0.1], 1),  # never below one step
        (2, [0.1] * 9, 6),  # never above the largest
        (5, [0.1, 0.1, math.nan, 0.1, 0.1], 2),  # what is not a number is not tolerable
        (5, [0.1, 0.1], 2),  # what was not measured is not trusted
    ],
)
def test_the_length_follows_the_error_with_hysteresis(length, errors, then):
    assert adapted(length, errors, WANTED) == then


def curve(policy, errors):
    steps, counts = list(range(1, len(errors) + 1)), [1] * len(errors)
    return Profile(
        "horizon-error", policy, 0, "mean", steps, errors, errors, errors, errors, counts
    )


def test_the_worse_policy_decides_the_length():
    length = LengthInForce(WANTED)
    assert length.at(0) == 1
    length.observe([curve("data", [0.1, 0.1, 0.1]), curve("current", [0.1, 0.4, 0.6])])
    assert length.at(0) == 2
    length.observe([])
    again = LengthInForce(WANTED)
    again.load_state_dict(length.state_dict())
    assert again.at(10**6) == 2


def test_errors_move_neither_a_constant_nor_a_schedule():
    schedule = LengthSchedule.model_validate({"from": 1, "to": 9, "between": [0, 8]})
    for wanted, expected in ((7, 7), (schedule, 5)):
        length = LengthInForce(wanted)
        length.observe([curve("current", [9.0])])
        assert length.at(4) == expected
