"""Versions 0.5, 1.0 and 1.5: plan through the model; there is no policy network."""

from collections.abc import Sequence
from typing import Any

from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.rollout_length import LengthInForce
from worker.mbrl.learner import Defaults, Materials, Measured
from worker.mbrl.policy.planning.planner import SEARCHES, Planner
from worker.mbrl.report import Profile


class Planned(Defaults):
    """Fit, then plan: at every step (1.5, and 0.5 on random data alone), or once (1.0)."""

    def __init__(self, materials: Materials) -> None:
        spec, task = materials.spec, materials.task
        self._materials = materials
        self._model = new_model(spec, task, materials.generators, materials.device)
        self._length = LengthInForce(spec.rollout.length)
        self._steps = self._length.at(0)
        self._planner = Planner(
            model=self._model.steps,
            spec=spec.planning,
            search=SEARCHES[task.actions][spec.improver],
            action_dims=task.action_dims,
            actions=task.actions,
            length=lambda: self._steps,
            open_loop=spec.algorithm.version == "1.0",
            measuring=materials.generators.diagnostics,
        )

    @property
    def policy(self) -> Planner:
        """The planner."""
        return self._planner

    @property
    def model(self) -> DynamicsModel:
        """The ensemble."""
        return self._model.steps

    @property
    def rollout_length(self) -> int:
        """Steps that a plan looks ahead."""
        return self._steps

    def refit(self, env_step: int) -> Measured:
        """Fit the model on D; plans look as far as the length now in force."""
        summary = self._model.refit(self._materials.real, self._materials.generators)
        self._steps = self._length.at(env_step)
        note = (
            f"Fitted the model on {len(self._materials.real):,} real transitions in "
            f"{summary.epochs} epochs; plans look {self._steps} steps ahead."
        )
        return Measured({**summary.values, "rollout/length": float(self._steps)}, (note,))

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Adapt the plan horizon to the measured error, where the spec asks for it."""
        self._length.observe(profiles)

    def state_dict(self) -> dict[str, Any]:
        """The model and the plan horizon."""
        return {
            "model": self._model.state_dict(),
            "length": self._length.state_dict(),
            "steps": self._steps,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self._model.load_state_dict(state["model"])
        self._length.load_state_dict(state["length"])
        self._steps = state["steps"]
