"""Two futures from one state, and endings, in worlds where the answer is known."""

import math

import pytest
import torch

from tests.worker.mbrl.models import LinearModel
from worker.mbrl.environment import Step
from worker.mbrl.evaluation.episodes import Episode, record_episodes
from worker.mbrl.evaluation.imagined_endings import endings_false, endings_foreseen, ends
from worker.mbrl.evaluation.reaction import Futures, both_futures, reaction
from worker.mbrl.evaluation.restart import Restart

ONE = torch.ones(1, 1)
H = 6
CPU = torch.device("cpu")


def seeded():
    return torch.Generator().manual_seed(0)


class Walk:
    """s' = s + a, restorable, until s passes 1."""

    can_restore = True

    def reset(self, seed):
        self.place = 0.01 * seed
        return torch.tensor([self.place])

    def step(self, action):
        self.place += float(action[0])
        return Step(torch.tensor([self.place]), 0.0, self.place > 1.0, False)

    def saved_moment(self):
        place = self.place

        def back():
            self.place = place

        return back if self.can_restore else None


class Forgetful(Walk):
    can_restore = False


def constant(action):
    return lambda obs, _: torch.full((len(obs), 1), action)


def recorded(environment, action):
    return record_episodes([environment], [1], constant(action), CPU)[0]


def model(state=1.0, action=1.0, rule=None):
    return LinearModel(state * ONE, action * ONE, torch.zeros(1), rule)


def futures(environment=None, action=0.1):
    made = environment or Walk()
    restart = Restart(made, 1, recorded(made, action))
    return both_futures(restart, 4, torch.tensor([[-0.1], [-0.2]]), seeded())


def test_the_world_is_set_back_and_goes_on_with_other_actions():
    found = futures()
    taken, other = found.actions
    assert taken.unique().tolist() == pytest.approx([0.1])
    assert sorted(other.unique().tolist()) == pytest.approx([-0.2, -0.1])
    for actions, reached in zip(found.actions, found.reached, strict=True):
        torch.testing.assert_close(reached, found.start[:, None] + actions.cumsum(dim=1))


def test_a_future_that_ends_early_is_unknown_from_there():
    found = both_futures(
        Restart(Walk(), 1, recorded(Walk(), 0.1)), 4, torch.tensor([[0.9]]), seeded()
    )
    assert found.reached[1][0].isnan().flatten().tolist() == [False, False, True, True]


def test_nothing_is_asked_of_a_simulator_that_cannot_be_set_back():
    assert futures(Forgetful()) is None


@pytest.mark.parametrize(
    ("made", "size", "cosine"),
    [(model(), 1.0, 1.0), (model(action=0.5), 0.5, 1.0), (model(action=-1.0), 1.0, -1.0),
     (model(action=0.0), 0.0, 0.0)],
)  # fmt: skip
def test_the_reaction_is_that_of_the_model_over_that_of_the_world(made, size, cosine):
    found = reaction(made, futures(), torch.ones(1))
    assert found.size.unique().tolist() == pytest.approx([size] * len(found.size.unique()))
    assert found.cosine.flatten().tolist() == pytest.approx([cosine] * found.cosine.numel())


def test_where_the_real_futures_do_not_part_nothing_is_said():
    same = torch.zeros(2, 3, 1)
    found = reaction(model(), Futures(torch.zeros(2, 1), (same, same), (same, same)), torch.ones(1))
    assert found.size.isnan().all()
    assert found.cosine.isnan().all()


def passed(limit):
    return lambda obs: obs[:, 0] > limit


def test_a_real_episode_says_whether_the_task_ended_it():
    episode = recorded(Walk(), 0.1)
    assert (len(episode), episode.terminated) == (10, True)


@pytest.mark.parametrize(
    ("limit", "seen"), [(1.0, 1.0), (1.15, 1.0), (1.35, 0.0), (0.55, 0.0), (9.0, 0.0)]
)
def test_an_ending_is_foreseen_within_two_steps(limit, seen):
    """It ends at 1.01, after 10 steps of 0.1; a limit 0.35 further comes 3 or 4 steps later."""
    found = endings_foreseen(model(rule=passed(limit)), [recorded(Walk(), 0.1)], 4, seeded())
    assert found.shape == (4, 1)
    if limit != 0.55:
        assert found.flatten().tolist() == [seen] * 4
    else:
        # From one and two steps before the end an end at the first step is near enough.
        assert found.flatten().tolist() == [1.0, 1.0, 1.0, 0.0]


def test_an_episode_cut_by_its_limit_of_time_has_no_ending_to_foresee():
    episode = recorded(Walk(), 0.1)
    cut = Episode(episode.obs[:6], episode.act[:5], episode.rewards[:5])
    assert endings_foreseen(model(), [cut], 4, seeded()).shape == (4, 0)
    assert endings_false(model(rule=passed(9.0)), [cut], 4, seeded()).isnan().all()


def test_what_is_imagined_beyond_a_limit_of_time_is_no_fault():
    """It would end at 0.81, three steps after the episode was cut at 0.51."""
    episode = recorded(Walk(), 0.1)
    cut = Episode(episode.obs[:6], episode.act[:5], episode.rewards[:5])
    assert endings_false(model(rule=passed(0.75)), [cut], H, seeded()).isnan().all()


def test_endings_that_do_not_happen_are_false():
    episode = recorded(Walk(), 0.1)
    right = endings_false(model(rule=passed(1.0)), [episode], H, seeded())
    assert right[-1].nansum() == 0.0
    assert (~right[-1].isnan()).sum() == H
    hasty = endings_false(model(rule=passed(0.3)), [episode], H, seeded())
    # From 7 of the 10 states it ends more than two steps before the world does.
    assert float(hasty[-1].nanmean()) == pytest.approx(0.7)


def test_a_rollout_that_never_ends_comes_later_than_any():
    came = ends(model(rule=passed(9.0)), [(recorded(Walk(), 0.1), 0)], 50, seeded())
    assert float(came) > 1000
    assert math.isfinite(float(came))
