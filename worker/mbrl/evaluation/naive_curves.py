"""The errors of the naive predictors along real episodes, and the model's skill beside them."""

from collections.abc import Iterator

from backend.spec.curves import CurveKind
from backend.spec.diagnostic import DataPolicy
from worker.mbrl.evaluation.horizon_error import horizon_error
from worker.mbrl.evaluation.naive_predictors import NaivePredictors
from worker.mbrl.evaluation.open_loop import OpenLoop, open_loop
from worker.mbrl.evaluation.profiles import profile
from worker.mbrl.evaluation.skill import skill_profile
from worker.mbrl.report import Profile


def curves_of_naive(
    along: OpenLoop, naive: NaivePredictors, policy: DataPolicy, env_step: int
) -> Iterator[Profile]:
    """Open-loop errors on the windows of the model's own, and its skill."""
    windows, scale = along.windows, along.scale
    persistence = horizon_error(open_loop(naive.persistence, windows, scale))
    yield skill_profile(policy, env_step, horizon_error(along), persistence, windows.episode)
    yield profile("persistence-error", policy, env_step, "mean", persistence, windows.episode)
    others: dict[CurveKind, OpenLoop] = {
        "mean-change-error": open_loop(naive.mean_change, windows, scale),
        "linear-error": open_loop(naive.linear, windows, scale),
    }
    for kind, said in others.items():
        yield profile(kind, policy, env_step, "mean", horizon_error(said))
