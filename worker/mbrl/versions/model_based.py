"""What every version with a model shares: the ensemble, and how long its rollouts are."""

from collections.abc import Sequence
from typing import Any

from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.rollout_length import LengthInForce
from worker.mbrl.learner import Defaults, LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.report import Profile


class ModelBased(Defaults):
    """Fits its model to D, and puts the length that is due in force; it has no policy yet."""

    def __init__(self, materials: Materials) -> None:
        spec = materials.spec
        self._materials = materials
        self._model = new_model(
            spec, materials.task, materials.generators, materials.device, materials.activity
        )
        self._length = LengthInForce(spec.rollout.length)
        self._steps = self._length.at(0)

    @property
    def model(self) -> DynamicsModel:
        """The ensemble."""
        return self._model.steps

    @property
    def rollout_length(self) -> int:
        """Steps of an imagined rollout, of a plan or of a target's expansion."""
        return self._steps

    def refit(self, env_step: int) -> LearnerReport:
        """Fit the model on D; from here on rollouts have the length that is due at `env_step`."""
        real = self._materials.real
        summary = self._model.refit(real, self._materials.generators)
        self._steps = self._length.at(env_step)
        note = (
            f"Fitted the model on {len(real):,} real transitions in {summary.epochs:,} epochs, "
            f"{summary.ending}; the rollout length is {self._steps}."
        )
        return LearnerReport({**summary.values, "rollout/length": float(self._steps)}, (note,))

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Adapt the rollout length to the measured error, where the spec asks for it."""
        self._length.observe(profiles)

    def state_dict(self) -> dict[str, Any]:
        """The model and the rollout length."""
        return {
            "model": self._model.state_dict(),
            "length": self._length.state_dict(),
            "steps": self._steps,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self._model.load_state_dict(state["model"])
        self._length.load_state_dict(state["length"])
        # Not in checkpoints from before 2026-11-25; the next fit sets it again.
        self._steps = state.get("steps", self._steps)
