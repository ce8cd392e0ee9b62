"""What a spec foretells of a run's work, held against what two such runs count: their ratio."""

from functools import cache

import pytest

from backend.spec.grid import merged, parse
from backend.spec.work import expected_work
from worker.jobs.build import build_trainer
from worker.mbrl.networks.work import WORK

BASE = {
    "environment": {"id": "Pendulum-v1", "max_episode_steps": 20},
    "rollout": {"length": 3, "per_step": 10},
    "model": {"hidden": [32, 32], "members": 3, "elites": 2, "fit_every": 25, "patience": 1},
    "policy": {"hidden": [32, 32], "updates_per_step": 2, "batch_size": 32},
    "planning": {"candidates": 40, "iterations": 2, "particles": 1},
    "gradient": {"rollouts": 8, "updates_per_fit": 2},
    "training": {"env_steps": 50, "random_steps": 25},
    "evaluation": {"every": 25, "episodes": 1, "horizon": 5, "diagnostics_budget": 0.05},
}
SHORT_ROLLOUTS, MODEL_FREE = ("3.0", "sac"), ("model-free", "sac")
IMAGINED_GRADIENTS, PLANNING = ("2.5", "ppo"), ("1.5", "cem")
# How long a fit goes on is decided by the run: none of these changes the model or its data.
LARGER = [
    (MODEL_FREE, {"training": {"env_steps": 100}}),
    (MODEL_FREE, {"policy": {"updates_per_step": 8}}),
    (MODEL_FREE, {"policy": {"hidden": [256, 256]}}),
    (MODEL_FREE, {"evaluation": {"every": 5, "episodes": 4}}),
    (SHORT_ROLLOUTS, {"policy": {"updates_per_step": 8}}),
    (SHORT_ROLLOUTS, {"evaluation": {"every": 5, "episodes": 4}}),
    (IMAGINED_GRADIENTS, {"gradient": {"updates_per_fit": 8}}),
    (PLANNING, {"planning": {"candidates": 4_000}}),
    (PLANNING, {"rollout": {"uncertainty_penalty": 1.0}}),
]


def spec_of(learner, changes):
    version, improver = learner
    algorithm = {"algorithm": {"version": version, "improver": improver}}
    return parse(merged(merged(BASE, algorithm), changes))


def counted(spec):
    trainer = build_trainer(spec)
    before = WORK.done
    while not trainer.finished:
        trainer.iterate()
    return WORK.done - before


@cache
def counted_small(learner):
    return counted(spec_of(learner, {}))


@pytest.mark.parametrize(("learner", "changes"), LARGER, ids=str)
def test_a_larger_run_computes_as_much_more_as_is_foretold(learner, changes):
    large = spec_of(learner, changes)
    foretold = expected_work(large) / expected_work(spec_of(learner, {}))
    taken = counted(large) / counted_small(learner)
    assert taken / 1.5 < foretold < taken * 1.5
