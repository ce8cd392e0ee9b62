"""What stands under the trajectories."""

from backend.figures.trajectory_words import HOW, trajectories_reading
from backend.spec.observations import Dimension

ANGLE = Dimension("pole angle", "rad")


def test_it_says_how_to_read_them_and_how_far_they_part():
    assert trajectories_reading(5, ANGLE, 0.0123, 1.5, 1_800) == (
        f"{HOW} Off the dots, rollouts of k = 5 end 0.0123 rad from the real pole angle on "
        "average; the thin one from the first state on ends 1.5 rad away after 1,800 steps."
    )


def test_a_unit_that_says_nothing_is_left_out():
    named = Dimension("observation 7", "unit of the task")
    assert "end 0.0123 from the real observation 7" in trajectories_reading(
        5, named, 0.0123, None, 9
    )


def test_nothing_is_claimed_of_rollouts_that_took_no_step():
    assert trajectories_reading(5, ANGLE, None, 1.5, 9) == HOW
    assert trajectories_reading(5, ANGLE, 0.5, None, 9).endswith("on average.")
