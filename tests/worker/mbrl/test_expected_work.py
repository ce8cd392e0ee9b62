"""What a spec foretells of a run's work, held against what such a run counts."""

import pytest

from backend.spec.grid import merged, parse
from backend.spec.work import expected_work
from worker.jobs.build import build_trainer
from worker.mbrl.networks.work import WORK

BASE = {
    "environment": {"id": "Pendulum-v1", "max_episode_steps": 20},
    "rollout": {"length": 3, "per_step": 10},
    "model": {"hidden": [64, 64], "members": 3, "elites": 2, "fit_every": 25, "patience": 2},
    "policy": {"hidden": [64, 64], "updates_per_step": 2, "batch_size": 64},
    "planning": {"candidates": 40, "iterations": 2, "particles": 1},
    "training": {"env_steps": 60, "random_steps": 20},
    "evaluation": {"every": 20, "episodes": 1, "horizon": 5},
}
WAYS = {
    "steps": {"training": {"env_steps": 140}},
    "updates": {"policy": {"updates_per_step": 8}},
    "ensemble": {"model": {"members": 6, "hidden": [256, 256]}},
    "evaluations": {"evaluation": {"every": 10, "episodes": 4}},
}


def counted(spec):
    trainer = build_trainer(spec)
    before = WORK.done
    while not trainer.finished:
        trainer.iterate()
    return WORK.done - before


def spec_of(version, improver, changes):
    algorithm = {"algorithm": {"version": version, "improver": improver}}
    return parse(merged(merged(BASE, algorithm), changes))


@pytest.mark.parametrize("learner", [("3.0", "sac"), ("1.5", "cem"), ("model-free", "sac")])
def test_a_run_of_another_size_costs_as_much_more_as_is_foretold(learner):
    small = spec_of(*learner, {})
    base = counted(small)
    for way, changes in WAYS.items():
        large = spec_of(*learner, changes)
        foretold = expected_work(large) / expected_work(small)
        taken = counted(large) / base
        assert taken / 1.5 < foretold < taken * 1.5, (way, foretold, taken)
