"""Means of the last values, alarms and advised lengths: sorted and filtered by; notes exported."""

import csv
import io
from dataclasses import asdict

import numpy as np
import pyarrow.parquet as pq
import pytest

from backend.comparison.run_numbers import keep_numbers
from backend.db import profiles, queue, series
from backend.db import runs as stored
from backend.db.status import Status
from backend.db.tables import Run
from backend.groups.keeper import Keeper
from backend.run_filter.keep_numbers import keep_means
from backend.run_filter.recent_means import means_of_last
from backend.spec.measures import Measures
from backend.spec.run import RunSpec
from backend.trust.comparison import keep_trust
from tests.benchmarks.planting import profile

LOSS = "policy/critic_loss"
DIVERGED = Measures(evaluations=2, error_of_one_step=1e17, within=0, horizon=5)
# By seed: the last values of the loss, so that means of three are 2, 20 and nothing.
VALUES = {0: [9.0, 1.0, 2.0, 3.0], 1: [10.0, 20.0, 30.0], 2: [1.0, np.nan, 1.0], 3: [5.0, 5.0]}


@pytest.fixture
def measured(api):
    """Four runs: two have ended and were kept, one still runs; the model of one diverged."""
    api.launch(seeds=list(VALUES), experiment_name="columns")
    draws = np.random.default_rng(0)
    for _ in VALUES:
        with api.database.transaction() as session:
            claim = queue.claim(session, "w", 60)
            seed = claim.spec.seed
            # In two segments, so that the last values are put together.
            for at, value in enumerate(VALUES[seed]):
                points = series.Points(np.array([100 * (at + 1)]), np.array([value]), np.zeros(1))
                series.append(session, claim, {LOSS: points})
            errors = np.linspace(0.1, 1.0, 10) * (seed + 1)
            curve = profile("horizon-error", "current", 400, errors, 0.01, draws)
            profiles.save(session, claim, [curve])
            stored.report_progress(session, claim, stored.Progress(400, None, "done"))
            if seed == 3:
                session.get(Run, claim.run_id).measures = asdict(DIVERGED)
            if seed != 1:
                queue.finish(session, claim, Status.SUCCEEDED)
    return api


def seeds(api, **asked):
    answer = api.get("runs", params=asked)
    assert answer.status_code == 200, answer.text
    return [run["seed"] for run in answer.json()["items"]]


def values(api, columns):
    page = api.get("runs", params={"columns": columns, "sort": "seed"}).json()
    return [row if len(row) > 1 else row[0] for row in page["values"]]


def keep(api):
    Keeper(api.database, (keep_numbers, keep_trust, keep_means)).make_some()


def test_the_mean_of_the_last_values_is_the_same_before_and_after_it_is_kept(measured):
    name = f"{LOSS}.mean_last(3)"
    for _ in range(2):
        assert values(measured, name) == [2.0, 20.0, None, None]
        assert values(measured, f"{LOSS}.mean_last(1)") == [3.0, 30.0, 1.0, 5.0]
        assert seeds(measured, sort=f"-{name}")[:2] == [1, 0]
        assert seeds(measured, sort=name)[:2] == [0, 1]
        assert seeds(measured, filter=f"{name} > 2") == [1]
        assert sorted(seeds(measured, filter=f"{name} == null")) == [2, 3]
        keep(measured)


def test_the_alarm_is_told_sorted_and_filtered_by_in_words(measured):
    assert values(measured, "alarm") == [None, None, None, "model diverged"]
    assert seeds(measured, filter='alarm contains "diverged"') == [3]
    assert sorted(seeds(measured, filter="alarm == null and seed < 9")) == [0, 1, 2]
    assert seeds(measured, sort="alarm")[0] == 3
    told = measured.get("runs/groups", params={"group_by": "alarm"}).json()
    assert sorted(group["count"] for group in told["items"]) == [1, 3]


def test_the_advised_length_is_that_of_the_trust_table_while_a_run_goes_on_too(measured):
    ids = {run["seed"]: run["id"] for run in measured.get("runs").json()["items"]}
    expected = [
        measured.get(f"runs/{ids[seed]}/trust").json()["advice"]["length"] for seed in range(4)
    ]
    assert expected == [5, 2, 1, 1]
    for _ in range(2):
        assert values(measured, "advised_k") == expected
        assert seeds(measured, filter="advised_k > 1", sort="seed") == [0, 1]
        assert seeds(measured, sort="-advised_k")[:2] == [0, 1]
        keep(measured)


def test_the_advised_length_of_a_run_that_goes_on_follows_its_evaluations(measured):
    assert values(measured, "advised_k")[1] == 2
    (run,) = measured.get("runs", params={"filter": "seed == 1"}).json()["items"]
    with measured.database.transaction() as session:
        spec = session.get(Run, run["id"]).spec
        claim = queue.Claim(run["id"], run["attempt"], RunSpec.model_validate(spec), "w")
        curve = profile(
            "horizon-error", "current", 500, np.full(10, 0.1), 0.01, np.random.default_rng(1)
        )
        profiles.save(session, claim, [curve])
    assert values(measured, "advised_k")[1] == 10


def test_pages_by_what_is_looked_up_join_to_the_whole_list(measured):
    for sort in ("alarm", f"-{LOSS}.mean_last(2)"):
        found, cursor = [], None
        while cursor is not None or not found:
            asked = {"sort": sort, "limit": 1} | ({"cursor": cursor} if cursor else {})
            page = measured.get("runs", params=asked).json()
            found += [run["seed"] for run in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(found) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{LOSS}.mean_last(51) > 1", "from 1 to 50"),
        ("policy/no_loss.mean_last(3) > 1", "no series policy/no_loss"),
        (f"{LOSS}.mean_last > 1", "expected ("),
        (f"{LOSS} > 1", "nothing here can begin with /"),
    ],
)
def test_a_mean_that_there_is_none_of_is_refused_at_its_place(quick_api, text, message):
    told = quick_api.get("runs/filter", params={"text": text}).json()["problem"]
    assert message in told["message"]
    assert 0 <= told["start"] < len(text)


def test_a_mean_is_offered_where_its_series_is_typed(quick_api):
    told = quick_api.get("runs/filter", params={"text": "policy/critic"}).json()
    assert f"{LOSS}.mean_last(10)" in [each["text"] for each in told["suggestions"]]


def test_means_are_those_of_numpy():
    draws = np.random.default_rng(1).normal(size=50) * 1e3
    expected = [draws[-n:].mean() for n in range(1, 51)]
    np.testing.assert_allclose(means_of_last(draws), expected, rtol=1e-8)


def test_notes_are_exported_in_every_form_and_no_cell_is_a_formula(measured):
    (first, *_) = measured.get("runs?sort=seed").json()["items"]
    notes = '=HYPERLINK("x"), said "she"'
    measured.patch(f"runs/{first['id']}", {"notes": notes, "notes_version": 0})
    asked = {"columns": "alarm,best_return", "filter": "seed == 0"}
    told = measured.get("runs/table", params=asked).json()
    names = [column["name"] for column in told["columns"]]
    assert (names[0], names[-1]) == ("id", "notes")
    assert told["rows"][0][-1] == notes
    whole = measured.get("runs/table", params=asked | {"format": "csv"})
    (row,) = csv.DictReader(io.StringIO(whole.text))
    assert (row["notes"], row["id"], row["seed"]) == (f"'{notes}", first["id"], "0")
    packed = measured.get("runs/table", params=asked | {"format": "parquet"})
    table = pq.ParquetFile(io.BytesIO(packed.content)).read(use_threads=False).to_pylist()
    assert table[0]["notes"] == notes
    none = measured.get("runs/table", params={"filter": "seed == 9", "format": "csv"}).text
    assert none.strip().split(",")[-1] == "notes"
