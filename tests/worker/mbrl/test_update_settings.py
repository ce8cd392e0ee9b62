"""When off-policy updates are made, at which temperature, and in which units of reward."""

import math
from dataclasses import replace

import pytest
import torch

from backend.spec.grid import parse
from backend.spec.policy import PolicySpec
from backend.spec.problems import SpecRefused
from tests.worker.mbrl.models import after, stepping_ensemble
from tests.worker.mbrl.test_off_policy import Valued, batch, seeded
from tests.worker.mbrl.test_versions import TINY, copied, measured, rest, trainer_of
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.policy.improvers.off_policy import OFF_POLICY
from worker.mbrl.policy.improvers.updates import Updates
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion
from worker.mbrl.replay.batches import Batches
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

SMALL = PolicySpec(hidden=(6,), critics=3, critic_subset=2, learning_rate=0.05)


def updates_of(name, **settings):
    spec = SMALL.model_copy(update=settings)
    return Updates(OFF_POLICY[name](spec, (3, 2), seeded()), spec)


def short(*, discrete):
    """The batch in single precision."""
    data = batch(discrete)
    numbers = {key: each.float() for key, each in vars(data).items() if key != "terminated"}
    return replace(data, **numbers)


def taken(updates, name, count):
    """The updates' target networks after each of so many updates."""
    agent, found = updates.agent, []
    data = batch(name in ("dqn", "discrete_sac"))
    data = replace(
        data, **{key: each.float() for key, each in vars(data).items() if key != "terminated"}
    )
    for _ in range(count):
        updates.update(data, seeded())
        found.append((agent.target if name == "dqn" else agent.targets).flat.clone())
    return found


@pytest.mark.parametrize("name", OFF_POLICY)
def test_targets_move_at_the_first_update_and_then_every_so_many(name):
    updates = updates_of(name, target_update_every=3)
    before = (updates.agent.target if name == "dqn" else updates.agent.targets).flat.clone()
    flats = [before, *taken(updates, name, 8)]
    moved = [number for number in range(1, 9) if not torch.equal(flats[number], flats[number - 1])]
    assert moved == [1, 4, 7]


def test_the_interval_of_targets_is_counted_through_a_checkpoint():
    once, twice = (updates_of("sac", target_update_every=3) for _ in range(2))
    taken(once, "sac", 2)
    twice.load_state_dict(copied(once.state_dict()))
    for left, right in zip(taken(once, "sac", 5), taken(twice, "sac", 5), strict=True):
        assert torch.equal(left, right)


@pytest.mark.parametrize("name", ["sac", "redq", "discrete_sac"])
def test_a_fixed_temperature_stays_and_a_learned_one_moves(name):
    fixed, learned = updates_of(name, temperature=0.2), updates_of(name)
    taken(fixed, name, 5)
    taken(learned, name, 5)
    assert fixed.measured()["policy/temperature"] == pytest.approx(0.2)
    assert float(fixed.agent.log_temperature) == pytest.approx(math.log(0.2))
    assert float(learned.agent.log_temperature.detach()) != 0.0


def test_a_fixed_temperature_of_one_gives_the_gradients_of_a_learned_one_that_is_one():
    left, right = (updates_of("sac", temperature=each) for each in (1.0, None))
    first = taken(left, "sac", 1), taken(right, "sac", 1)
    assert torch.equal(first[0][0], first[1][0])
    assert torch.equal(left.agent.policy.network.flat, right.agent.policy.network.flat)


class Counting:
    """Draws that are counted."""

    def __init__(self):
        self.drawn = 0

    def draw(self, generator):
        del generator
        self.drawn += 1
        return short(discrete=False)


@pytest.mark.parametrize(
    ("every", "drawn"), [(1, [4, 4, 4, 4]), (3, [0, 0, 4, 0]), (2, [0, 4, 0, 4])]
)
def test_updates_come_in_bursts_at_every_so_many_real_steps(every, drawn):
    updates, counting = updates_of("sac", updates_per_step=4, update_every=every), Counting()
    found = []
    for env_step in range(1, 5):
        before = counting.drawn
        updates.learn(counting, env_step, seeded())
        found.append(counting.drawn - before)
    assert found == drawn


def test_more_than_a_hundred_updates_for_each_real_step_are_refused():
    with pytest.raises(SpecRefused, match="at most 400"):
        parse({"policy": {"updates_per_step": 401, "update_every": 4}})
    assert parse({"policy": {"updates_per_step": 400, "update_every": 4}})


def test_rewards_are_scaled_in_batches_and_not_in_the_buffer():
    real = RealBuffer(Columns(1, 1), 10, torch.device("cpu"))
    zero = torch.zeros(1, 1)
    real.add(Transitions(zero, zero, zero, torch.tensor([3.0]), torch.tensor([False])))
    plain, scaled = Batches(real, None, 4, 1.0), Batches(real, None, 4, 1.0, 0.5)
    assert plain.draw(seeded()).reward.tolist() == [3.0] * 4
    assert scaled.draw(seeded()).reward.tolist() == [1.5] * 4


def test_imagined_rewards_of_an_expansion_have_the_units_of_the_real_ones():
    """One imagined step pays 10 times its action: with a scale of 3 that is 30 times."""
    rules = Rules(
        lambda obs: torch.zeros(len(obs), dtype=torch.bool),
        lambda _obs, act, _obs_next: 10.0 * act[:, 0],
    )
    model = EnsembleModel(stepping_ensemble(kind="deterministic"), rules, "mean")
    zero, one = torch.zeros(1, 1), torch.ones(1, 1)
    real = Transitions(zero, zero, one, torch.zeros(1), torch.tensor([False]))

    class Scaled(Valued):
        spec = PolicySpec(discount=0.5, reward_scale=3.0)

    targets = [
        ValueExpansion(model, lambda: 1, after("bootstrap"), weighted=False).target(
            agent(), real, seeded()
        )
        for agent in (Valued, Scaled)
    ]
    assert float(targets[1] - targets[0]) == pytest.approx(0.5 * 20.0)


SET = {
    "temperature": 0.3, "target_update_every": 4, "update_every": 7, "updates_per_step": 5,
    "reward_scale": 0.1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("version", "kind", "improver"),
    [("3.0", "continuous", "sac"), ("3.0", "continuous", "steve"), ("3.0", "discrete", "dqn"),
     ("model-free", "discrete", "discrete_sac"), ("2.0", "continuous", "pathwise")],
)  # fmt: skip
def test_a_run_with_all_of_them_resumes_exactly(version, kind, improver):
    parts = {"policy": TINY["policy"] | SET}
    trainer = trainer_of(version, kind, improver, **parts)
    states, reports = [], []
    while not trainer.finished:
        states.append(copied(trainer.state_dict()))
        reports.append(trainer.iterate())
    again = trainer_of(version, kind, improver, **parts)
    again.load_state_dict(states[-2])
    assert measured(rest(again)) == measured(reports[len(states) - 2 :])
    temperatures = {s.value for r in reports for s in r.scalars if s.key == "policy/temperature"}
    assert all(each == pytest.approx(0.3) for each in temperatures)
    assert bool(temperatures) is (improver != "dqn")
