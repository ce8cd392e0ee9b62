"""What stands for the steps that a rollout misses: never a reward of 0 that nobody promised."""

from dataclasses import replace

import pytest
import torch

from backend.spec.grid import parse
from backend.spec.problems import SpecRefused
from tests.worker.mbrl.models import ConstantPolicy, LinearModel, after, stepping_ensemble
from worker.mbrl.dynamics.branches import branch
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.dynamics.trajectory_batch import imagine
from worker.mbrl.policy.improvers.advantages import rewards_to_go
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

DISCOUNT, WORST = 0.9, -2.0
CPU = torch.device("cpu")


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Leaves(LinearModel):
    """s' = s + a at a cost of 1; unusable from 3 on, ends below -3."""

    def __init__(self):
        one = torch.ones(1, 1)
        super().__init__(one, one, torch.ones(1), rule=lambda obs: obs[:, 0] <= -3.0)

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        cost = -torch.ones(len(obs))
        return replace(found, reward=cost, trusted=found.obs_next[:, 0] < 3.0)


def rolled_out(length=5):
    """Cut off at its third step, ended at its third, neither, and cut off at its first."""
    starts = torch.tensor([[0.0], [0.0], [0.0], [2.0]])
    pushes = torch.tensor([[1.0], [-1.0], [0.0], [1.0]])
    return imagine(Leaves(), lambda _: pushes, starts, length, seeded())


def beyond(rule, *, value=True, open_ended):
    rollouts = rolled_out()
    values = 10.0 + rollouts.obs_next[:, :, 0] if value else None
    found = after(rule, WORST).worth_beyond(
        rollouts.missed_next, values, DISCOUNT, open_ended=open_ended
    )
    stops = rollouts.stops
    assert stops.sum(dim=0).tolist() == [1, 0, 1, 0]
    return [round(float(found[:, row][stops[:, row]]), 5) for row in (0, 2)]


def test_a_cut_off_is_worth_the_value_of_its_last_state_or_the_worst_reward_to_the_end():
    to_the_horizon = round(WORST * (1.0 + DISCOUNT + DISCOUNT**2), 5)
    assert beyond("bootstrap", open_ended=True) == [12.0, 10.0]
    assert beyond("bootstrap", open_ended=False) == [12.0, 0.0]
    assert beyond("worst", open_ended=True) == [round(WORST / (1.0 - DISCOUNT), 5), 10.0]
    assert beyond("worst", open_ended=False) == [to_the_horizon, 0.0]
    for rule in ("bootstrap", "worst"):
        assert beyond(rule, value=False, open_ended=False) == [to_the_horizon, 0.0]


def test_a_rollout_that_leaves_the_data_earns_no_more_than_one_that_stays():
    returns = rolled_out().returns(after("worst", -1.0))
    assert returns.tolist() == [-5.0, -3.0, -5.0, -5.0]


def test_rewards_to_go_count_the_missed_steps():
    """From the first state of the first rollout: two steps of -1, then HALT to the fifth."""
    rollouts = rolled_out()
    rule = after("worst", WORST)
    following = rule.worth_beyond(rollouts.missed_next, None, DISCOUNT, open_ended=False)
    paid = rollouts.reward + DISCOUNT * following.where(rollouts.stops, 0.0)
    found = rewards_to_go(paid, rollouts.continues, DISCOUNT)[0, 0].item()
    rewards = [-1.0, -1.0, WORST, WORST, WORST]
    assert found == pytest.approx(sum(DISCOUNT**t * r for t, r in enumerate(rewards)))


def test_a_lost_transition_is_left_out_or_leads_into_halt():
    policy, starts = ConstantPolicy(torch.ones(1)), torch.zeros(1, 1)
    rule = after("worst", WORST)
    left_out = branch(Leaves(), policy, starts, 5, seeded())
    kept = branch(
        Leaves(), policy, starts, 5, seeded(), lambda lost: rule.into_halt(lost, DISCOUNT)
    )
    assert Columns(1, 1).unpack(left_out.rows).reward.tolist() == [-1.0, -1.0]
    assert not Columns(1, 1).unpack(left_out.rows).terminated.any()
    rows = Columns(1, 1).unpack(kept.rows)
    assert rows.obs[:, 0].tolist() == [0.0, 1.0, 2.0]
    assert rows.reward.tolist() == pytest.approx([-1.0, -1.0, WORST / (1.0 - DISCOUNT)])
    assert rows.terminated.tolist() == [False, False, True]
    assert (kept.distrusted, kept.terminated) == (1, 0)


def steps(rewards, ended=()):
    nothing = torch.zeros(len(rewards), 1)
    terminated = torch.tensor([step in ended for step in range(len(rewards))])
    return Transitions(nothing, nothing, nothing, torch.tensor(rewards), terminated)


def test_the_worst_reward_is_that_of_all_that_was_seen_and_after_an_end_0_was_seen():
    def worst(*added, capacity=9):
        real = RealBuffer(Columns(1, 1), capacity, CPU)
        for each in added:
            real.add(each)
        return real

    assert float(worst(steps([3.0, 1.0, 2.0])).worst_reward) == 1.0
    assert float(worst(steps([3.0, 1.0]), steps([2.0], ended=(0,))).worst_reward) == 0.0
    assert float(worst(steps([-3.0, -1.0], ended=(1,))).worst_reward) == -3.0
    forgetful = worst(steps([-9.0]), steps([-1.0, -2.0]), capacity=2)
    assert float(forgetful.worst_reward) == -9.0
    again = RealBuffer(Columns(1, 1), 2, CPU)
    again.load_state_dict(forgetful.state_dict())
    assert float(again.worst_reward) == -9.0
    old = forgetful.state_dict()
    del old["worst_reward"]
    again.load_state_dict(old)
    assert float(again.worst_reward) == -2.0


def test_the_penalty_is_the_largest_length_of_the_predicted_deviations():
    ensemble = stepping_ensemble()
    with torch.no_grad():
        biases = ensemble.elite_networks.layout.layers(ensemble.elite_networks.flat)[-1][1]
        biases[:, 0, 2:] = torch.tensor([[-8.0, -8.0], [-1.0, -2.0], [-8.0, -8.0]])
    ensemble.normaliser.target_scale.copy_(torch.tensor([3.0, 5.0]))
    rules = Rules(lambda obs: torch.zeros(len(obs), dtype=torch.bool))
    plain = EnsembleModel(ensemble, rules)
    obs, act = torch.zeros(2, 1), torch.zeros(2, 1)
    log_variance = ensemble.predict_elites(
        plain.ensemble.normaliser.inputs(obs, act).expand(3, -1, -1)
    ).log_variance[1, 0]
    sigma = (0.5 * log_variance).exp() * torch.tensor([3.0, 5.0])
    expected = float(sigma.square().sum().sqrt())
    assert plain.deviation(obs, act).tolist() == pytest.approx([expected] * 2)
    known = EnsembleModel(ensemble, replace(rules, reward=lambda obs, *_: obs[:, 0]))
    assert known.deviation(obs, act).tolist() == pytest.approx([float(sigma[0])] * 2)
    for model in (plain, plain.keeping_members, plain.dealing_members):
        members = torch.zeros(2, dtype=torch.long)
        free = model.sample(obs, act, seeded(), members)
        paid = model.penalised(2.0).sample(obs, act, seeded(), members)
        torch.testing.assert_close(free.reward - paid.reward, torch.full((2,), 2.0 * expected))
        assert torch.equal(free.obs_next, paid.obs_next)


def test_a_penalty_needs_members_that_predict_a_deviation():
    asked = {"rollout": {"uncertainty_penalty": 1.0}}
    assert parse(asked).rollout.uncertainty_penalty == 1.0
    with pytest.raises(SpecRefused, match="predict no deviation"):
        parse(asked | {"model": {"kind": "deterministic"}})


def test_a_spec_from_before_bootstraps_and_penalises_nothing():
    rollout = parse({"rollout": {"max_disagreement": 0.5}}).rollout
    assert (rollout.after_cut_off, rollout.uncertainty_penalty) == ("bootstrap", 0.0)
