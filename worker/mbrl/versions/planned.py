"""Versions 0.5, 1.0 and 1.5: plan through the model; there is no policy network."""

from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.materials import Materials
from worker.mbrl.policy.planning.planner import SEARCHES, Planner
from worker.mbrl.versions.model_based import ModelBased


class Planned(ModelBased):
    """Fit, then plan: at every step (1.5, and 0.5 on random data alone), or once (1.0)."""

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        # Candidates of plans are no experience that anything is learned from.
        materials.work.imagined = None
        spec, task = materials.spec, materials.task
        self._planner = Planner(
            model=self._model.taught,
            spec=spec.planning,
            search=SEARCHES[task.actions][spec.improver],
            action_dims=task.action_dims,
            actions=task.actions,
            length=lambda: self._steps,
            open_loop=spec.algorithm.version == "1.0",
            measuring=materials.generators.diagnostics,
            after=AfterCutOff("worst", lambda: materials.real.worst_reward),
        )

    @property
    def policy(self) -> Planner:
        """The planner."""
        return self._planner
