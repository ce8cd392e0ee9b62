"""`branchpoint gc`: what goes, what stays, and that nothing goes before somebody says so."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text, update

from backend.db import clean_up
from backend.db.clean_up import Rules
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.db.tables import Artifact, Run
from tests.backend.cli.stores import filled, shell
from tests.backend.db.full_store import fill, told


def ended(store, days, **changes):
    """Let all runs have ended so many days ago."""
    with store.transaction() as session:
        at = datetime.now(UTC) - timedelta(days=days)
        session.execute(update(Run).values(finished_at=at, **changes))


def files_of(settings):
    return sorted(each.name for each in Path(settings.artifacts).rglob("*") if each.is_file())


def test_old_checkpoints_are_shown_and_removed_only_on_demand(database_settings, tmp_path):
    store = filled(database_settings)
    branchpoint = shell(database_settings, tmp_path)
    both = ["checkpoint-100-1.pt", "checkpoint-200-1.pt"]
    ended(store, days=3)
    assert "0 files, 0 bytes" in branchpoint("gc")
    ended(store, days=8)
    said = branchpoint("gc")
    assert "1 files, 28 bytes: would be removed" in said
    assert "artifacts of succeeded runs" in said
    assert "database" in said
    assert files_of(database_settings) == both
    assert "1 files, 28 bytes: removed" in branchpoint("gc", "--delete")
    assert files_of(database_settings) == both[1:]
    with store.reading() as session:
        assert session.scalars(select(Artifact.name)).all() == both[1:]
    assert "0 files" in branchpoint("gc", "--delete")
    # Curves and logs of the run are all there.
    assert len(told(store)["series_segments"]) == 4
    store.dispose()


def test_nothing_stays_of_runs_that_were_deleted_long_ago(sqlite_settings, tmp_path):
    store = filled(sqlite_settings)
    branchpoint = shell(sqlite_settings, tmp_path)
    now = datetime.now(UTC)
    ended(store, days=1, deleted_at=now - timedelta(days=29))
    assert "0 files" in branchpoint("gc", "--delete")
    ended(store, days=1, deleted_at=now - timedelta(days=31))
    assert "2 files" in branchpoint("gc", "--delete")
    assert files_of(sqlite_settings) == []
    store.dispose()


def test_a_run_that_goes_on_again_keeps_its_checkpoints(database):
    fill(database)
    with database.transaction() as session:
        run_id = session.scalars(select(Run.id).where(Run.status == Status.FAILED)).one()
        ended_at = datetime.now(UTC) - timedelta(days=90)
        session.execute(update(Run).values(finished_at=ended_at))
        session.execute(text("DELETE FROM artifacts"))
        row = {"kind": "checkpoint", "name": "x", "sha256": "0" * 64, "bytes": 1, "attempt": 1}
        for step in (1, 2, 3):
            uri = f"/nowhere/runs/{run_id}/checkpoint-{step}-1.pt"
            session.add(Artifact(run_id=run_id, uri=uri, env_step=step, created_at=ended_at, **row))
    with database.reading() as session:
        found = clean_up.old_checkpoints(session, Rules())
    assert [each.uri.rpartition("/")[2] for each in found] == [
        "checkpoint-2-1.pt",
        "checkpoint-1-1.pt",
    ]
    with database.transaction() as session:
        session.execute(update(Run).where(Run.id == run_id).values(status=Status.QUEUED))
        assert clean_up.forget(session, found) == []
    with database.transaction() as session:
        session.execute(update(Run).where(Run.id == run_id).values(status=Status.FAILED))
        assert clean_up.forget(session, found) == found


def test_files_that_nothing_names_go_once_they_are_old(sqlite_settings, tmp_path):
    store = filled(sqlite_settings)
    ended(store, days=0)
    artifacts = Path(sqlite_settings.artifacts)
    with store.reading() as session:
        run_id = session.scalars(select(Artifact.run_id)).first()
        (kept_page,) = clean_up.publications_of(session)
    old = [
        artifacts / "runs" / run_id / "checkpoint-50-1.pt",
        artifacts / "runs" / run_id / "checkpoint-300-1.pt.part",
        artifacts / "publications" / ("0" * 12) / "answers.bin",
    ]
    others = [
        artifacts / "runs" / run_id / "checkpoint-100-1.pt",
        artifacts / "publications" / kept_page / "answers.bin",
        artifacts / "suites" / "mine.npz",
        artifacts / "notes.txt",
    ]
    young = artifacts / "runs" / run_id / "checkpoint-400-1.pt"
    for path in [*old, *others, young]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    before = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    for path in [*old, *others]:
        os.utime(path, (before, before))
    # The data folder was moved since: rows name the place that it had.
    moved = DatabaseSettings(data=tmp_path / "moved")
    store.dispose()
    shutil.copytree(sqlite_settings.data, moved.data, copy_function=shutil.copy2)
    shell(moved, tmp_path)("gc", "--delete")
    for path in old:
        assert not (moved.data / path.relative_to(sqlite_settings.data)).exists(), path
    for path in [*others, young]:
        assert (moved.data / path.relative_to(sqlite_settings.data)).exists(), path
