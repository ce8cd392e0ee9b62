"""What the dimensions of an observation are, for tasks that say so.

Names and units are those of Gymnasium's documentation, shortened. Where a table is shorter than the
observation, or there is none, a dimension has its place as a name.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Dimension(NamedTuple):
    """One dimension of an observation.

    Attributes:
        name: What it is.
        unit: What one of it is.
    """

    name: str
    unit: str


PLAIN, METRE, SPEED, ANGLE, TURNING = "no unit", "m", "m/s", "rad", "rad/s"


def _in(unit: str, *names: str) -> tuple[Dimension, ...]:
    return tuple(Dimension(name, unit) for name in names)


def _limbs(*names: str) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """Their angles, and how fast these change."""
    return _in(ANGLE, *(f"{n} angle" for n in names)), _in(
        TURNING, *(f"{n} turning" for n in names)
    )


_LEG = ("thigh", "shin", "foot")
_HOPPER = _limbs("torso", "thigh", "leg", "foot")
_CHEETAH = _limbs("front tip", *(f"{end} {part}" for end in ("back", "front") for part in _LEG))
_WALKER = _limbs(
    "torso", *(f"{side} {part}" for side in ("right", "left") for part in ("thigh", "leg", "foot"))
)
_SWIMMER = _limbs("front tip", "first rotor", "second rotor")
_PUSHER = _limbs(
    "shoulder pan", "shoulder lift", "upper arm roll", "elbow flex", "forearm roll", "wrist flex",
    "wrist roll",
)  # fmt: skip
_ANT = _limbs(
    *(f"{leg} {joint}" for leg in ("front left", "front right", "back left", "back right")
      for joint in ("hip", "ankle"))
)  # fmt: skip
_HUMANOID = _limbs(
    "abdomen z", "abdomen y", "abdomen x",
    "right hip x", "right hip z", "right hip y", "right knee",
    "left hip x", "left hip z", "left hip y", "left knee",
    "right shoulder 1", "right shoulder 2", "right elbow",
    "left shoulder 1", "left shoulder 2", "left elbow",
)  # fmt: skip
_FREE_BODY = _in(METRE, "torso height") + _in(PLAIN, *(f"torso orientation {a}" for a in "wxyz"))
_FREE_MOTION = _in(SPEED, *(f"torso velocity {a}" for a in "xyz")) + _in(
    TURNING, *(f"torso turning {a}" for a in "xyz")
)
_OF_HUMANOID = (*_FREE_BODY, *_HUMANOID[0], *_FREE_MOTION, *_HUMANOID[1])
_PLACES = _in(PLAIN, "cosine of angle 1", "sine of angle 1", "cosine of angle 2", "sine of angle 2")

_OF_CHEETAH = (
    *_in(METRE, "front tip height"),
    *_CHEETAH[0],
    *_in(SPEED, "front tip velocity x", "front tip velocity z"),
    *_CHEETAH[1],
)

OBSERVATIONS: Mapping[str, tuple[Dimension, ...]] = {
    "Pendulum-v1": (
        *_in(PLAIN, "cosine of the angle", "sine of the angle"),
        *_in(TURNING, "angular velocity"),
    ),
    "CartPole-v1": (
        Dimension("cart position", METRE),
        Dimension("cart velocity", SPEED),
        Dimension("pole angle", ANGLE),
        Dimension("pole angular velocity", TURNING),
    ),
    "MountainCar-v0": _in(PLAIN, "position") + _in("1/step", "velocity"),
    "MountainCarContinuous-v0": _in(PLAIN, "position") + _in("1/step", "velocity"),
    "Acrobot-v1": (*_PLACES, *_in(TURNING, "angular velocity 1", "angular velocity 2")),
    "InvertedPendulum-v5": (
        Dimension("cart position", METRE),
        Dimension("pole angle", ANGLE),
        Dimension("cart velocity", SPEED),
        Dimension("pole angular velocity", TURNING),
    ),
    "InvertedDoublePendulum-v5": (
        Dimension("cart position", METRE),
        *_in(PLAIN, "sine of angle 1", "sine of angle 2", "cosine of angle 1", "cosine of angle 2"),
        Dimension("cart velocity", SPEED),
        *_in(TURNING, "angular velocity 1", "angular velocity 2"),
        Dimension("constraint force x", "N"),
    ),
    "Reacher-v5": (
        *_in(PLAIN, "cosine of angle 1", "cosine of angle 2", "sine of angle 1", "sine of angle 2"),
        *_in(METRE, "target x", "target y"),
        *_in(TURNING, "angular velocity 1", "angular velocity 2"),
        *_in(METRE, "fingertip from target x", "fingertip from target y"),
    ),
    "Pusher-v5": (
        *_PUSHER[0],
        *_PUSHER[1],
        *_in(METRE, *(f"{what} {a}" for what in ("fingertip", "object", "goal") for a in "xyz")),
    ),
    "Swimmer-v5": (
        *_SWIMMER[0],
        *_in(SPEED, "tip velocity x", "tip velocity y"),
        *_SWIMMER[1],
    ),
    "Hopper-v5": (
        *_in(METRE, "torso height"),
        *_HOPPER[0],
        *_in(SPEED, "torso velocity x", "torso velocity z"),
        *_HOPPER[1],
    ),
    "HalfCheetah-v5": _OF_CHEETAH,
    "Branchpoint/PetsHalfCheetah-v0": (*_in(SPEED, "mean velocity x"), *_OF_CHEETAH),
    "Walker2d-v5": (
        *_in(METRE, "torso height"),
        *_WALKER[0],
        *_in(SPEED, "torso velocity x", "torso velocity z"),
        *_WALKER[1],
    ),
    "Ant-v5": (*_FREE_BODY, *_ANT[0], *_FREE_MOTION, *_ANT[1]),
    "Humanoid-v5": _OF_HUMANOID,
    "HumanoidStandup-v5": _OF_HUMANOID,
    "Branchpoint/DoubleIntegrator-v0": _in(PLAIN, "position", "velocity"),
    "Branchpoint/Contact-v0": _in(PLAIN, "position", "velocity"),
}


def dimension(environment_id: str, place: int) -> Dimension:
    """The dimension of a task's observation at a place."""
    known = OBSERVATIONS.get(environment_id, ())
    if place < len(known):
        return known[place]
    return Dimension(f"observation {place}", "unit of the task")
