"""The outer loop on the real Pendulum, with networks small enough for a test."""

import io
from functools import cache
from itertools import pairwise

import pytest
import torch

from backend.spec.curves import CURVES
from backend.spec.grid import parse
from backend.spec.series import SERIES
from worker.jobs.build import build_trainer

TINY = {
    "training": {"env_steps": 160, "random_steps": 60},
    # A fit of small steps soon stops; how good the model is does not matter here.
    "model": {
        "hidden": [16, 16], "members": 3, "elites": 2, "fit_every": 50, "patience": 1,
        "learning_rate": 1e-5,
    },
    "policy": {"hidden": [16, 16], "updates_per_step": 1, "batch_size": 32},
    "rollout": {"per_step": 2, "length": {"from": 1, "to": 4, "between": [60, 160]}},
    "evaluation": {"every": 50, "episodes": 1, "horizon": 10, "diagnostics_budget": 1.0},
}  # fmt: skip


def spec(**changes):
    return parse(TINY | changes)


def reports(trainer):
    found = []
    while not trainer.finished:
        found.append(trainer.iterate())
    return found


# What depends on the clock and not on the seed.
CLOCKED = ("cost/cpu", "cost/diagnostics")


def measured(found):
    """As text, which is exact and in which NaN equals NaN."""
    scalars = [s for r in found for s in r.scalars if s.key not in CLOCKED]
    drawn = [r.trajectories for r in found]
    return repr(scalars), repr([p for r in found for p in r.profiles]), repr(drawn)


@cache
def plain_run():
    """What the plain run reported; it runs once for all who look at it."""
    return reports(build_trainer(spec()))


@cache
def model_free_run():
    return reports(build_trainer(spec(algorithm={"version": "model-free"})))


@pytest.fixture
def run():
    return plain_run()


def test_the_same_seed_gives_the_same_report_to_the_last_bit(run):
    again = reports(build_trainer(spec()))
    assert measured(again) == measured(run)


def test_another_seed_gives_another_report(run):
    assert measured(reports(build_trainer(spec(seed=1)))) != measured(run)


def test_evaluations_come_when_due_and_at_the_end(run):
    steps = [s.env_step for r in run for s in r.scalars if s.key == "return/real"]
    assert steps == [60, 100, 150, 160]


def test_a_length_schedule_is_applied(run):
    lengths = [(s.env_step, s.value) for r in run for s in r.scalars if s.key == "rollout/length"]
    assert lengths == [(60, 1.0), (100, 2.0), (150, 3.0)]


def test_everything_reported_has_a_name_in_the_spec(run):
    assert {s.key for r in run for s in r.scalars} <= set(SERIES)
    # Pendulum has no end of its own to foresee.
    measurable = {kind for kind, curve in CURVES.items() if curve.needs != "endings"}
    assert {p.kind for r in run for p in r.profiles} == measurable


def test_every_evaluation_measures_both_policies_over_the_whole_horizon(run):
    curves = [p for r in run for p in r.profiles if p.kind == "horizon-error"]
    assert {(c.policy, c.env_step) for c in curves} == {
        (policy, step) for policy in ("data", "current") for step in (60, 100, 150, 160)
    }
    for curve in curves:
        assert curve.horizon == list(range(1, 11))
        assert min(curve.count) > 0
        assert all(low <= high for low, high in zip(curve.q10, curve.q90, strict=True))


def test_no_iteration_takes_more_than_25_real_steps(run):
    steps = [0, *(r.env_steps for r in run)]
    assert max(after - before for before, after in pairwise(steps)) <= 25


def through_a_file(state):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)  # noqa: TID251 - what it reads back


RESUMED = {
    "pendulum": {},
    "model-free": {"algorithm": {"version": "model-free"}},
    "episodes that end": {"environment": {"id": "InvertedPendulum-v5"}},
    "adaptive, one member per rollout": {
        "rollout": {"per_step": 2, "length": {"tolerance": 0.5}, "propagation": "tsinf"}
    },
}


STOPS = (30, 60, 110, 150)


@cache
def saved_on_the_way(kind):
    """A run's states at the first iteration at or after each stop, and what it told from there."""
    trainer, found, states = build_trainer(spec(**RESUMED[kind])), [], {}
    while not trainer.finished:
        for stop in STOPS:
            if stop not in states and trainer.env_steps >= stop:
                state = through_a_file(trainer.state_dict())
                states[stop] = (state, trainer.env_steps, len(found))
        found.append(trainer.iterate())
    return {stop: (state, steps, found[told:]) for stop, (state, steps, told) in states.items()}


@pytest.mark.parametrize("kind", RESUMED)
@pytest.mark.parametrize("stop_at", STOPS)
def test_a_saved_run_goes_on_as_if_nothing_had_come_between(kind, stop_at):
    """At 30 steps are random, at 60 and 150 a fit is pending, at 110 an episode is half over."""
    state, steps, after = saved_on_the_way(kind)[stop_at]
    again = build_trainer(spec(**RESUMED[kind]))
    again.load_state_dict(state)
    assert again.env_steps == steps
    assert measured(reports(again)) == measured(after)


def test_a_model_free_run_measures_no_model():
    found = model_free_run()
    assert not [p for r in found for p in r.profiles]
    keys = {s.key for r in found for s in r.scalars}
    assert "return/real" in keys
    assert not {"return/model", "model/loss_holdout", "rollout/length"} & keys


def test_a_task_that_ends_early_and_initial_starts_run_too():
    changes = {
        "environment": {"id": "InvertedPendulum-v5"},
        "rollout": {"start": "initial", "length": 3, "per_step": 2},
        "model": TINY["model"] | {"termination": "learned"},
    }
    found = reports(build_trainer(spec(**changes)))
    assert found[-1].env_steps == 160
