"""A way back to a moment of an episode: the simulator's own state, saved and restored exactly."""

import copy
import importlib
from typing import Any

import gymnasium

from worker.environments import closed_form
from worker.mbrl.environment import Restore

# What Gymnasium's classic control and our own tasks keep of an episode, whichever of them has it.
EPISODE_STATE = ("state", "steps_beyond_terminated")
MUJOCO = "gymnasium.envs.mujoco."
PLAIN = ("gymnasium.envs.classic_control.", closed_form.__name__)


def saved_moment(environment: gymnasium.Env[Any, Any]) -> Restore | None:
    """A way back to the present moment; None for a task of which we do not know all its state.

    A subclass in another package may keep more than what is saved here, so the module decides.
    The source of randomness is not saved: no task of ours draws from it between two resets.
    """
    module = f"{type(environment.unwrapped).__module__}."
    if module.startswith(MUJOCO):
        simulator = _mujoco(environment.unwrapped)
    elif module.startswith(PLAIN):
        simulator = _plain(environment.unwrapped)
    else:
        return None
    # The count of Gymnasium's own time limit, which stands around every task.
    elapsed = environment.get_wrapper_attr("_elapsed_steps")

    def restore() -> None:
        simulator()
        environment.set_wrapper_attr("_elapsed_steps", elapsed)

    return restore


def _plain(simulator: gymnasium.Env[Any, Any]) -> Restore:
    saved = {name: getattr(simulator, name) for name in EPISODE_STATE if hasattr(simulator, name)}
    saved = copy.deepcopy(saved)

    def restore() -> None:
        for name, value in copy.deepcopy(saved).items():
            setattr(simulator, name, value)

    return restore


def _mujoco(simulator: gymnasium.Env[Any, Any]) -> Restore:
    """All of MuJoCo's data, and not only the state that its integrator needs.

    After `mj_step` the positions of bodies lag one substep behind the joints, and Ant's and
    Humanoid's next reward is measured from them: with `mjSTATE_INTEGRATION` alone, or with
    `mj_forward` after it, that reward differs.
    """
    # Loaded by the task itself: to import it above would take every other task seconds.
    mujoco = importlib.import_module("mujoco")
    model, data = simulator.get_wrapper_attr("model"), simulator.get_wrapper_attr("data")
    saved = copy.copy(data)

    def restore() -> None:
        mujoco.mj_copyData(data, model, saved)

    return restore
