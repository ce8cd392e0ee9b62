"""The catalog of environments: what a spec may name, and what is known of it before it is built.

A table and not a registry look-up, so that the API can check a launch without importing a
simulator and no string ever reaches an importer. `tests/worker/test_environments.py` holds every
row against the real environment.
"""

from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from math import isfinite, pi
from typing import Literal, get_args

ActionKind = Literal["continuous", "discrete"]


@dataclass(frozen=True)
class EnvironmentInfo:
    """One task.

    Attributes:
        id: Gymnasium id. Those under `Branchpoint/` are our own, with dynamics in closed form
            (`worker/environments/closed_form.py`).
        observation_dims: Length of the observation vector.
        action_dims: Length of the action vector; where actions are discrete, their number, since
            the learning core sees them as one-hot vectors.
        actions: Kind of action space.
        max_episode_steps: The task's own truncation limit, real steps.
        known_termination: Whether a rule from observation to `terminated` is known (a task that
            never terminates has one).
        known_reward: Whether the reward is a known function of observation, action and next
            observation.
        least_reward: What no step earns less than, by the task's own source; None where the source
            sets no such bound, or nobody said.
        most_reward: What no step earns more than, likewise.
    """

    id: str
    observation_dims: int
    action_dims: int
    actions: ActionKind
    max_episode_steps: int
    known_termination: bool
    known_reward: bool = False
    least_reward: float | None = None
    most_reward: float | None = None

    def least_return(self, steps: int) -> float | None:
        """What no episode of at most so many steps earns less than; None where not known."""
        return None if self.least_reward is None else steps * min(self.least_reward, 0.0)

    def most_return(self, steps: int) -> float | None:
        """What no episode of at most so many steps earns more than; None where not known."""
        return None if self.most_reward is None else steps * max(self.most_reward, 0.0)


ENTRY_POINTS = "branchpoint.environments"


def _rows(*rows: EnvironmentInfo) -> dict[str, EnvironmentInfo]:
    return {row.id: row for row in rows}


def installed() -> dict[str, EnvironmentInfo]:
    """Tasks that installed packages bring: each entry point of the group is an `EnvironmentInfo`.

    Those in which no run can learn are among them (`unfit`).

    An entry point of the group `branchpoint.simulators` registers the task with Gymnasium, in the
    worker alone. What is loaded is decided by what is installed, never by a spec. Termination and
    reward of such a task are learned.

    Raises:
        TypeError: When an entry point is something else.
    """
    found = {}
    for entry in entry_points(group=ENTRY_POINTS):
        info = entry.load()
        if not isinstance(info, EnvironmentInfo):
            raise TypeError(
                f"entry point {entry.name} of {ENTRY_POINTS} is {info!r}; it must be an "
                "EnvironmentInfo of backend.spec.environments"
            )
        found[info.id] = replace(info, known_termination=False, known_reward=False)
    return found


def unfit(info: EnvironmentInfo) -> str | None:
    """Why no run can learn in a task that a package describes so; None where one can."""
    if ":" in info.id:
        return "its id names a module to import; what is imported is decided by what is installed"
    if not _is_count(info.observation_dims):
        return (
            f"its observations are {info.observation_dims!r}, and the dynamics model predicts one "
            "vector of numbers, no image and no dictionary"
        )
    if info.actions not in get_args(ActionKind) or not _is_count(info.action_dims):
        return (
            f"its actions are {info.actions!r} of {info.action_dims!r}, and a policy here chooses "
            "a continuous vector or one of several discrete actions"
        )
    if not _is_count(info.max_episode_steps):
        return f"its episodes are truncated after {info.max_episode_steps!r} steps"
    if not all(map(_is_bound, (info.least_reward, info.most_reward))):
        return (
            f"its rewards are bounded by {info.least_reward!r} and {info.most_reward!r}, and a "
            "bound is a finite number or None"
        )
    return None


def _is_bound(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and isfinite(value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


# The cost of an angle of pi, the fastest turn and the largest torque: pendulum.py of Gymnasium.
_PENDULUM_COST = pi**2 + 0.1 * 8.0**2 + 0.001 * 2.0**2

# Bounds of rewards are those of Gymnasium 1.4's source (`envs/classic_control`, `envs/mujoco`) for
# the default arguments, or of our own tasks' formula. Where an action or a velocity counts without
# a limit there is none.
_OURS = _rows(
    EnvironmentInfo(
        "Pendulum-v1",
        3,
        1,
        "continuous",
        200,
        known_termination=True,
        known_reward=True,
        least_reward=-_PENDULUM_COST,
        most_reward=0.0,
    ),
    EnvironmentInfo(
        "MountainCarContinuous-v0",
        2,
        1,
        "continuous",
        999,
        known_termination=True,
        known_reward=True,
        least_reward=-0.1,
        most_reward=100.0,
    ),
    EnvironmentInfo(
        "CartPole-v1",
        4,
        2,
        "discrete",
        500,
        known_termination=True,
        known_reward=True,
        least_reward=1.0,
        most_reward=1.0,
    ),
    EnvironmentInfo(
        "MountainCar-v0",
        2,
        3,
        "discrete",
        200,
        known_termination=True,
        least_reward=-1.0,
        most_reward=-1.0,
    ),
    EnvironmentInfo(
        "Acrobot-v1",
        6,
        3,
        "discrete",
        500,
        known_termination=True,
        least_reward=-1.0,
        most_reward=0.0,
    ),
    EnvironmentInfo(
        "InvertedPendulum-v5",
        4,
        1,
        "continuous",
        1000,
        known_termination=True,
        known_reward=True,
        least_reward=0.0,
        most_reward=1.0,
    ),
    EnvironmentInfo(
        "InvertedDoublePendulum-v5",
        9,
        1,
        "continuous",
        1000,
        known_termination=True,
        most_reward=10.0,
    ),
    EnvironmentInfo(
        "Reacher-v5",
        10,
        2,
        "continuous",
        50,
        known_termination=True,
        known_reward=True,
        most_reward=0.0,
    ),
    EnvironmentInfo(
        "Pusher-v5",
        23,
        7,
        "continuous",
        100,
        known_termination=True,
        known_reward=True,
        most_reward=0.0,
    ),
    EnvironmentInfo("Swimmer-v5", 8, 2, "continuous", 1000, known_termination=True),
    EnvironmentInfo("Hopper-v5", 11, 3, "continuous", 1000, known_termination=True),
    EnvironmentInfo("HalfCheetah-v5", 17, 6, "continuous", 1000, known_termination=True),
    EnvironmentInfo("Walker2d-v5", 17, 6, "continuous", 1000, known_termination=True),
    EnvironmentInfo("Ant-v5", 105, 8, "continuous", 1000, known_termination=True),
    EnvironmentInfo("Humanoid-v5", 348, 17, "continuous", 1000, known_termination=True),
    EnvironmentInfo("HumanoidStandup-v5", 348, 17, "continuous", 1000, known_termination=True),
    # Gymnasium's task, seen as in Chua et al. 2018 (PETS): the velocity that it pays comes first.
    EnvironmentInfo(
        "Branchpoint/PetsHalfCheetah-v0",
        18,
        6,
        "continuous",
        1000,
        known_termination=True,
        known_reward=True,
    ),
    *(
        EnvironmentInfo(
            f"Branchpoint/{name}-v0",
            observation_dims,
            1,
            "continuous",
            steps,
            known_termination=True,
            known_reward=True,
            most_reward=0.0,
        )
        for name, observation_dims, steps in (
            ("Linear", 4, 200),
            ("LQR", 3, 100),
            ("DoubleIntegrator", 2, 200),
            ("Contact", 2, 200),
        )
    ),
)

_INSTALLED = installed()
_UNFIT = {name: reason for name, info in _INSTALLED.items() if (reason := unfit(info)) is not None}
_FIT = {name: info for name, info in _INSTALLED.items() if name not in _UNFIT}

# The tasks that packages bring: a worker makes each of them once before runs are launched in it.
REGISTERED = tuple(name for name in _FIT if name not in _OURS)

# Ours last: no package may replace a task that others' runs were launched with.
ENVIRONMENTS = _FIT | _OURS

_IMAGES = "its observations are images, and the dynamics model predicts vectors of numbers"
_DISCRETE = "its observations are discrete, and the dynamics model predicts vectors of numbers"
_BOX2D = "it needs the Box2D simulator, which is not installed here"

_REFUSED_OF_GYMNASIUM = {
    "CarRacing-v3": _IMAGES,
    "Blackjack-v1": _DISCRETE,
    "CliffWalking-v1": _DISCRETE,
    "FrozenLake-v1": _DISCRETE,
    "FrozenLake8x8-v1": _DISCRETE,
    "Taxi-v4": _DISCRETE,
    "LunarLander-v3": _BOX2D,
    "LunarLanderContinuous-v3": _BOX2D,
    "BipedalWalker-v3": _BOX2D,
    "BipedalWalkerHardcore-v3": _BOX2D,
}

# A package can refuse neither our tasks nor what is refused for a better reason.
REFUSED = {name: why for name, why in _UNFIT.items() if name not in _OURS} | _REFUSED_OF_GYMNASIUM
