"""When the outer loop collects, fits and evaluates."""

from typing import Literal

from backend.spec.run import RunSpec

Stage = Literal["collect", "fit", "improve", "evaluate"]

ITERATION_STEPS = 25


def steps_to_collect(spec: RunSpec, env_step: int) -> int:
    """Real steps of the next iteration: at most 25, and none beyond a fit or an evaluation."""
    training = spec.training
    boundaries = [training.env_steps, _next_multiple(env_step, spec.evaluation.every)]
    if env_step < training.random_steps:
        boundaries.append(training.random_steps)
    if _refits(spec):
        boundaries.append(_next_multiple(env_step, spec.model.fit_every))
    return min(ITERATION_STEPS, min(boundaries) - env_step)


def due(spec: RunSpec, env_step: int) -> list[Stage]:
    """What is to be done when `env_step` real steps have been taken, in order.

    An evaluation comes before the refit of the same step, so that it measures the model that the
    policy was trained in. Only the first one, when the random steps are done, follows the first
    fit: there is no model before it. No model is fitted when no real step follows. Version 0.5
    fits once, on random data, and never again.

    Improvement in the model alone follows each fit; it lasts as long as the learner has more to do.
    """
    training, evaluation = spec.training, spec.evaluation
    if env_step < training.first_evaluation:
        return []
    first = env_step == training.first_evaluation
    last = env_step >= training.env_steps
    fits = spec.algorithm.uses_model and not last
    stages: list[Stage] = []
    if first or last or env_step % evaluation.every == 0:
        stages.append("evaluate")
    again = _refits(spec) and env_step % spec.model.fit_every == 0
    if fits and (first or again):
        place = 0 if first else len(stages)
        stages[place:place] = ["fit", "improve"]
    return stages


def _refits(spec: RunSpec) -> bool:
    return spec.algorithm.uses_model and spec.algorithm.version != "0.5"


def _next_multiple(env_step: int, every: int) -> int:
    return (env_step // every + 1) * every
