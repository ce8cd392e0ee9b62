"""How much disk a launch would take, from planted runs of other lengths and sizes."""

import pytest

from backend.db import queue, workers
from backend.db.base import database_now
from backend.db.status import Status
from backend.db.stored_bytes import StoredBytes, stored_bytes
from backend.db.tables import Artifact, LogRecord, SeriesSegment
from backend.runs.expected_disk import Stored, foretold_bytes
from backend.spec.expected_size import ExpectedSize, expected_size
from backend.spec.grid import parse

BASE = {"training": {"env_steps": 2_000, "random_steps": 500}, "evaluation": {"every": 250}}


def finished(api, spec, files):
    """A run that finished here, with so many bytes of files and 100 of a series."""
    (run,) = api.launch(spec=spec)["runs"]
    with api.database.transaction() as session:
        claim = queue.claim(session, workers.register(session, "here", 1, 1, "0"), 60)
        now = database_now(session)
        session.add(Artifact(run_id=run["id"], kind="checkpoint", name="c", uri="x", bytes=files,
                             sha256="", env_step=1, attempt=1, created_at=now))  # fmt: skip
        session.add(SeriesSegment(run_id=run["id"], key="k", first_step=1, last_step=2, count=2,
                                  steps=b"", values=b"v" * 60, walls=b"w" * 36))  # fmt: skip
        session.add(LogRecord(run_id=run["id"], at=now, level="info", message="four", attempt=1))
        queue.finish(session, claim, Status.SUCCEEDED)
    return run["id"]


def preview(api, spec, **request):
    return api.post("runs/preview", {"spec": spec, **request}).json()


def test_the_bytes_of_a_run_are_those_of_its_rows_and_files(api):
    run = finished(api, BASE, 5_000)
    with api.database.reading() as session:
        found = stored_bytes(session, [run, "none"])
    assert found == {run: StoredBytes(0, 100, 5_000, 1), "none": StoredBytes(0, 0, 0, 0)}


def test_a_launch_takes_what_runs_like_it_take(quick_api):
    told = preview(quick_api, BASE)
    assert (told["bytes_total"], told["bytes_based_on"]) == (None, 0)
    assert told["disk_words"] == "disk unknown"
    finished(quick_api, BASE, 1_000_000)
    told = preview(quick_api, BASE, seeds=[0, 1, 2])
    assert (told["bytes_total"], told["bytes_based_on"]) == (3_000_300, 1)
    assert told["disk_words"] == "about 3.0 MB of disk, from 1 finished run"


def test_longer_runs_and_finer_evaluations_store_more(quick_api):
    finished(quick_api, BASE, 1_000_000)
    longer = {**BASE, "training": {"env_steps": 8_000, "random_steps": 500}}
    both = preview(quick_api, BASE, grid={"training.env_steps": [2_000, 8_000]})
    alone = preview(quick_api, longer)
    assert alone["bytes_total"] > 1_000_100
    assert both["bytes_total"] == alone["bytes_total"] + 1_000_100
    assert preview(quick_api, {**BASE, "algorithm": {"version": "1.5"}})["bytes_total"] is None


def test_a_run_no_longer_than_another_makes_as_many_checkpoints():
    size = ExpectedSize(curves=100, series=10, checkpoint=3_000)
    past = Stored(ExpectedSize(curves=100, series=10, checkpoint=1_000), StoredBytes(0, 0, 13, 1))
    assert foretold_bytes(size, [past]) == 3 * 13


def test_each_part_is_scaled_by_what_it_grows_with():
    size = ExpectedSize(curves=200, series=30, checkpoint=4_000)
    past = Stored(ExpectedSize(curves=100, series=10, checkpoint=1_000), StoredBytes(7, 11, 13, 1))
    assert foretold_bytes(size, [past]) == 2 * 7 + 3 * 11 + 2 * 4 * 13
    other = Stored(size, StoredBytes(10_000, 0, 0, 0))
    assert foretold_bytes(size, [past, past, other]) == 151


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"evaluation": {"every": 125}}, "curves"),
        ({"evaluation": {"horizon": 100}}, "curves"),
        ({"model": {"fit_every": 100}}, "series"),
        ({"model": {"hidden": [400, 400]}}, "checkpoint"),
        ({"rollout": {"retain_epochs": 5}}, "checkpoint"),
        ({"rollout": {"length": {"from": 1, "to": 25, "between": [100, 900]}}}, "checkpoint"),
        ({"algorithm": {"version": "model-free"}, "policy": {"hidden": [1024, 1024]}},
         "checkpoint"),
    ],
)  # fmt: skip
def test_what_a_spec_stores_more_of(change, part):
    parts = {name: {**BASE.get(name, {}), **change.get(name, {})} for name in {*BASE, *change}}
    assert getattr(expected_size(parse(parts)), part) > getattr(expected_size(parse(BASE)), part)
