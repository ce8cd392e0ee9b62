"""Algorithm versions by the name they have in a spec. A new version is a module and a line here."""

from collections.abc import Callable

from backend.spec.algorithm import Version
from worker.mbrl.learner import Learner, Materials
from worker.mbrl.versions.model_free import ModelFree
from worker.mbrl.versions.short_rollouts import ShortRollouts

VERSIONS: dict[Version, Callable[[Materials], Learner]] = {
    "model-free": ModelFree,
    "3.0": ShortRollouts,
}
