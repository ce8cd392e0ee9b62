"""Which steps of an episode imagined data visits, where the answer is known."""

import pytest
import torch

from tests.worker.mbrl.models import ConstantPolicy
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.dynamics.start_states import Initial, RealLatest, RealUniform
from worker.mbrl.environment import Task
from worker.mbrl.evaluation.time_coverage import imagined_steps, time_coverage
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

CPU = torch.device("cpu")
EPISODE = 20


def seeded():
    return torch.Generator().manual_seed(0)


def filled(steps, capacity=1_000):
    """Episodes of 20 steps; the state is a number that no other state has."""
    real = RealBuffer(Columns(1, 1), capacity, CPU)
    for number in range(steps):
        state = torch.full((1, 1), float(number + number // EPISODE))
        real.add(Transitions(state, state, state + 1, state[0], torch.tensor([False])))
    return real


class Counting:
    """The state is the step; it ends at `end`."""

    propagation = "ts1"

    def __init__(self, end=10**6):
        self.end = end

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del act, generator, members
        good = torch.ones(len(obs), dtype=torch.bool)
        reached = obs + 1
        return ImaginedStep(reached, obs[:, 0], reached[:, 0] >= self.end, good, good)


def test_a_state_is_as_late_as_the_steps_since_its_reset():
    real = filled(50)
    assert real.episode_steps.tolist() == [*range(20), *range(20), *range(10)]


def test_a_state_whose_reset_is_forgotten_has_no_step():
    real = filled(50, capacity=16)
    # Steps 34 to 49 are held: the episode that began at 20 has lost its beginning.
    by_age = real.episode_steps[real.numbers.argsort()]
    assert by_age.tolist() == [-1] * 6 + [*range(10)]


@pytest.mark.parametrize(
    ("end", "length", "steps"),
    [(10**6, 5, {0, 1, 2, 3, 4}), (3, 5, {0, 1, 2}), (10**6, 1, {0})],
)
def test_rollouts_from_resets_see_no_step_later_than_their_length(end, length, steps):
    class Zero:
        def reset(self, seed):
            del seed
            return torch.zeros(1)

    starts = Initial(Task(1, 1, "continuous", EPISODE, None, None, Zero), seeded())
    policy = ConstantPolicy(torch.zeros(1))
    found = imagined_steps(Counting(end), policy, starts, length, seeded())
    assert set(found.tolist()) == steps


def test_branched_rollouts_see_the_steps_of_the_data_and_those_after_them():
    real, policy = filled(60), ConstantPolicy(torch.zeros(1))
    anywhere = imagined_steps(Counting(), policy, RealUniform(real), 3, seeded())
    assert set(anywhere.tolist()) == set(range(EPISODE + 2))
    late = imagined_steps(Counting(), policy, RealLatest(real, 4), 2, seeded())
    assert set(late.tolist()) == {16, 17, 18, 19, 20}


def test_rollouts_from_states_whose_reset_is_forgotten_are_left_out():
    real, policy = filled(50, capacity=16), ConstantPolicy(torch.zeros(1))
    found = imagined_steps(Counting(), policy, RealUniform(real), 1, seeded())
    # Six of the sixteen states have no known step.
    assert set(found.tolist()) == set(range(10))


def test_the_seeds_of_training_are_left_as_they_are():
    class Zero:
        def reset(self, seed):
            return torch.full((1,), float(seed))

    seeds = seeded()
    starts = Initial(Task(1, 1, "continuous", EPISODE, None, None, Zero), seeds)
    before = seeds.get_state()
    starts.draw_timed(5, seeded())
    assert torch.equal(before, seeds.get_state())


def test_even_data_reads_1_and_what_is_never_met_0():
    real = torch.arange(100).repeat(3)
    imagined = torch.arange(10)
    covered = time_coverage(imagined, real, 100)
    assert covered.upto == tuple(range(2, 101, 2))
    assert covered.real.tolist() == pytest.approx([1.0] * 50)
    # A tenth of the episode is met by all of it: ten times as often as if it were spread.
    assert covered.imagined.tolist() == pytest.approx([10.0] * 5 + [0.0] * 45)


def test_rollouts_past_the_time_limit_are_shown_there():
    covered = time_coverage(torch.tensor([9, 10, 11]), torch.arange(10), 10)
    assert covered.upto == tuple(range(1, 13))
    assert covered.imagined[9:].tolist() == pytest.approx([10 / 3] * 3)
