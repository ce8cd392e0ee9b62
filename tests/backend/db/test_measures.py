"""The numbers on a run's row are those that follow from what is stored of it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from backend.db import measures, migrate, profiles, runs, series
from backend.spec.measures import Measures


def points(values, every=100):
    steps = np.arange(1, len(values) + 1) * every
    return series.Points(steps, np.array(values, float), np.zeros(len(values)))


def curve(claim, errors):
    errors, horizon = np.array(errors, float), np.arange(1, len(errors) + 1)
    return profiles.StoredProfile(
        claim.run_id, "horizon-error", "current", 300, "ts1", horizon, errors, errors, errors,
        errors, np.ones(len(errors), np.int64),
    )  # fmt: skip


def store(database, claim, errors, **found):
    with database.transaction() as session:
        series.append(session, claim, found)
        profiles.save(session, claim, [curve(claim, errors)])
        measures.refresh(session, claim.run_id, claim.spec)
    with database.reading() as session:
        return Measures.stored(runs.get(session, claim.run_id).measures)


def test_they_follow_from_series_and_curves(database, claim):
    found = store(
        database, claim, [0.1, 0.4, 0.6, 0.7],
        **{
            "return/real": points([-10.0, -8.0, -2.0, -2.0]),
            "return/model": points([-9.0, -7.0, -1.0, -1.5]),
            "rollout/length": points([1.0, 3.0]),
            "rollout/invalid": points([0.0, 7.0]),
            "cost/cpu": points([1.0, 2.5]),
        },
    )  # fmt: skip
    assert (found.evaluations, found.early, found.late) == (4, -10.0, -2.0)
    assert (found.within, found.horizon, found.length) == (2, 4, 3)
    assert (found.error_of_one_step, found.error_at_length) == (0.1, 0.6)
    assert (found.cut_off, found.cpu_seconds) == (7, 2.5)
    assert found.rollouts == claim.spec.rollout.per_step * claim.spec.model.fit_every
    assert found.not_finite == []
    assert [list(each) for each in found.history][-1] == [400, -2.0, -1.5]


def test_the_break_even_horizon_is_that_of_the_current_policys_skill(database, claim):
    skill = replace(curve(claim, [0.9, 0.3, -0.1, 0.5]), kind="skill")
    with database.transaction() as session:
        profiles.save(session, claim, [skill, replace(skill, policy="data", mean=-skill.mean)])
    found = store(database, claim, [0.1, 0.2, 0.3, 0.4]).break_even
    assert (found.at, found.again, found.behind, found.episodes) == (3, 4, 1, 0)


def test_a_run_from_before_there_was_skill_says_nothing_of_it(database, claim):
    assert store(database, claim, [0.1, 0.2]).break_even is None


def test_what_is_not_finite_is_named_and_breaks_nothing(database, claim):
    found = store(
        database, claim, [math.inf, math.nan],
        **{
            "return/real": points([-10.0, math.nan, -3.0]),
            "return/model": points([math.inf, -math.inf, 1e300]),
            "policy/critic_loss": points([1.0, math.inf]),
        },
    )  # fmt: skip
    assert found.not_finite == [
        "policy/critic_loss",
        "return/real",
        "return/model",
        "horizon-error",
    ]
    assert (found.error_of_one_step, found.within) == (None, 0)
    assert (found.evaluations, found.early, found.late_finite) == (3, -10.0, 1)
    assert found.latest == 300
    assert [list(each) for each in found.history] == [[300, -3.0, 1e300]]


def test_a_long_history_keeps_its_end_and_some_of_what_was_before(database, claim):
    real = [float(n % 7) for n in range(200)]
    found = store(
        database, claim, [0.1], **{"return/real": points(real), "return/model": points(real)}
    )
    steps = [step for step, _, _ in found.history]
    assert len(steps) == 24
    assert steps[0] == 100
    assert steps[-12:] == [*range(18_900, 20_100, 100)]
    # Pendulum costs at most 16.27 a step, and its episodes have 200.
    assert found.least_return == pytest.approx(-3_254.72, abs=0.01)
    assert found.most_return == 0.0


def test_runs_from_before_get_their_numbers(database, claim, make_runs):
    (queued,) = make_runs()
    with database.transaction() as session:
        series.append(session, claim, {"return/real": points([1.0])})
        runs.report_progress(session, claim, runs.Progress(100, None, "x"))
    with database.transaction() as session:
        assert measures.fill_missing(session, 10) == 0
        from_before = runs.get(session, claim.run_id)
        from_before.status = "succeeded"
    with database.transaction() as session:
        assert measures.fill_missing(session, 10) == 1
        assert measures.fill_missing(session, 10) == 0
    with database.reading() as session:
        assert runs.get(session, claim.run_id).measures["evaluations"] == 1
        assert runs.get(session, queued).measures is None


def test_numbers_from_before_chance_was_told_are_made_anew(database, database_settings, claim):
    with database.transaction() as session:
        run = runs.get(session, claim.run_id)
        run.measures, run.env_steps, run.status = {"evaluations": 9}, 100, "succeeded"
    migrate.downgrade(database_settings, "0010")
    migrate.upgrade(database_settings)
    with database.reading() as session:
        assert runs.get(session, claim.run_id).measures is None
