"""Which dimensions a model gets wrong, and whether it is worse far from its data."""

import pytest
import torch

from tests.worker.mbrl.corrupted import Made, data, episode, models, seeded, world
from worker.mbrl.evaluation.along_episodes import curves_along
from worker.mbrl.evaluation.dimension_error import dimension_error
from worker.mbrl.evaluation.dimension_error_10 import dimension_error_10
from worker.mbrl.evaluation.distance_error import MOST_STATES, PARTS, distance_error, nearest
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.horizon_error import horizon_error
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop
from worker.mbrl.networks.work import CALL_COST, WORK

EPISODES = [episode(seed) for seed in range(5)]
SCALE = data(EPISODES).obs.std(dim=0)
WINDOWS = cut_windows(EPISODES, 12)


def along(model, horizon=12):
    return open_loop(model, WINDOWS.until(horizon), SCALE)


def off_by(*offsets):
    """Wrong by so many deviations in each dimension, at every step."""
    return Made(lambda obs, act: world(obs, act) + torch.tensor(offsets).double() * SCALE)


def test_what_is_wrong_in_one_dimension_stands_there_alone():
    found = dimension_error(along(off_by(0.0, -0.25)))
    torch.testing.assert_close(found[:, 0], torch.zeros(len(found)).double())
    torch.testing.assert_close(found[:, 1], torch.full((len(found),), 0.25).double())


@pytest.mark.parametrize(("measure", "steps"), [(dimension_error, 1), (dimension_error_10, 10)])
def test_the_open_loop_error_is_their_root_mean_square(measure, steps):
    said = along(models()["linear"])
    each = measure(said)
    torch.testing.assert_close(each.square().mean(dim=1).sqrt(), horizon_error(said)[:, steps - 1])


def test_a_fault_in_the_speed_has_reached_the_angle_after_ten_steps():
    said = along(off_by(0.0, 0.25))
    assert dimension_error(said)[:, 0].max() < 1e-9
    assert dimension_error_10(said)[:, 0].min() > 0.1


def test_ten_steps_are_left_out_where_no_window_has_them():
    kinds = [kind for kind, _ in curves_along(along(models()["truth"], 9), "current")]
    assert "dimension-error" in kinds
    assert "dimension-error-10" not in kinds
    assert "dimension-error-10" in dict(curves_along(along(models()["truth"], 10), "current"))


def test_distances_are_those_of_the_nearest_as_a_root_mean_square():
    known = torch.tensor([[0.0, 0.0], [10.0, 0.0]])
    states = torch.tensor([[3.0, 4.0], [10.0, 1e-4], [0.0, 0.0]])
    expected = torch.tensor([5.0, 1e-4, 0.0]) / 2**0.5
    torch.testing.assert_close(nearest(states, known), expected, rtol=1e-6, atol=0.0)


def test_distances_do_not_depend_on_the_units_of_the_dimensions():
    """In deviations: another unit of the speed changes no distance and no error."""
    unit = torch.tensor([1.0, 60.0]).double()
    known = EPISODES[1].obs[:20]

    def found(factor):
        spun = Episode(EPISODES[0].obs * factor, EPISODES[0].act, EPISODES[0].rewards)
        still = Made(lambda obs, _: obs)
        return distance_error(still, [spun], known * factor, SCALE * factor, seeded())

    ours, theirs = found(torch.ones(2).double()), found(unit)
    torch.testing.assert_close(ours.distance, theirs.distance)
    torch.testing.assert_close(ours.error, theirs.error)


def by_distance(model, *, near=0.3):
    """Asked of episodes that leave the data, which lies at small angles."""
    known = torch.cat([each.obs for each in EPISODES])
    known = known[known[:, 0].abs() < near]
    found = distance_error(model, EPISODES, known, SCALE, seeded())
    assert found is not None
    return found.distance.mean(dim=1), found.error.mean(dim=1)


def right_near(obs, act):
    """The world at small angles, and more wrong the farther away."""
    return world(obs, act) + (obs[:, :1].abs() - 0.3).clamp(min=0.0) * SCALE


def test_what_is_right_near_the_data_alone_rises_and_what_is_wrong_everywhere_is_flat():
    distance, rising = by_distance(Made(right_near))
    assert (distance.diff() >= 0.0).all()
    assert distance[-1] > 0.5 > 0.1 > distance[0]
    assert rising[0] < 0.01
    assert rising[-1] > 0.3
    assert (rising.diff() > -0.02).all()
    _, flat = by_distance(off_by(0.3, 0.3))
    torch.testing.assert_close(flat, torch.full((PARTS,), 0.3).double())


def test_models_are_ordered_in_every_part_that_is_far_from_the_data():
    far = {name: float(by_distance(model)[1][-3:].mean()) for name, model in models().items()}
    assert list(far) == sorted(far, key=far.__getitem__), far


def test_parts_are_of_equal_size_and_few_states_have_none():
    short = [episode(0, steps=9)]
    known = EPISODES[0].obs
    assert distance_error(models()["truth"], short, known, SCALE, seeded()) is None
    found = distance_error(models()["truth"], EPISODES[:1], known, SCALE, seeded())
    assert found is not None
    assert found.error.shape == (PARTS, 6)
    long = [episode(0, steps=MOST_STATES + 57)]
    found = distance_error(models()["truth"], long, known, SCALE, seeded())
    assert found is not None
    assert found.error.numel() == MOST_STATES


def test_the_distances_are_counted_as_work():
    before = WORK.done
    nearest(torch.zeros(30, 3), torch.zeros(50, 3))
    assert WORK.done - before == CALL_COST + 30 * 50 * 3
