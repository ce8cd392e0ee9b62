"""Presets after published configurations start, fit, learn and are evaluated, at a small size."""

import pytest

from backend.spec.grid import merged, parse
from backend.spec.presets import PRESETS
from worker.jobs.build import build_trainer

CITING = [name for name, preset in PRESETS.items() if preset.source.file is not None]
# What costs time and nothing else; networks, batches and every choice are the preset's own.
SMALL = {
    "environment": {"max_episode_steps": 20},
    "rollout": {"per_step": 2},
    "model": {"most_epochs": 1},
    "policy": {"updates_per_step": 1},
    "planning": {"candidates": 20, "particles": 1, "iterations": 1},
    "training": {"env_steps": 312, "random_steps": 300},
    "evaluation": {"every": 1_000, "episodes": 1, "horizon": 3},
}


@pytest.mark.parametrize("name", CITING)
def test_a_published_preset_runs(name):
    trainer = build_trainer(parse(merged(PRESETS[name].spec, SMALL)))
    reports = []
    while not trainer.finished:
        reports.append(trainer.iterate())
    told = {scalar.key for report in reports for scalar in report.scalars}
    assert {"return/real", "model/loss_holdout"} <= told
    assert trainer.env_steps == 312
