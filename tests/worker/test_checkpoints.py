"""A checkpoint that is not this run's, or not whole, is passed over, and the log says why."""

import hashlib
import io
import pickle
import threading
from functools import partial
from pathlib import Path

import pytest
import torch

from backend.db import artifacts, experiments, logs, queue, runs
from backend.db.errors import StaleClaim
from backend.db.session import Database
from backend.spec.grid import parse
from worker.jobs.build import build_trainer
from worker.jobs.checkpoint import CheckpointStore, spec_digest
from worker.jobs.execute import Execution
from worker.jobs.recorder import Recorder
from worker.jobs.saving import Saving
from worker.settings import WorkerSettings

LONG = 60.0
TINY = {
    "algorithm": {"version": "model-free"},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "training": {"env_steps": 100, "random_steps": 50},
    "evaluation": {"every": 100, "episodes": 1, "horizon": 5},
}
WIDER = TINY | {"policy": TINY["policy"] | {"hidden": [16]}}


@pytest.fixture
def stored(sqlite_settings):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


def claimed(database):
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        runs.create(session, experiment.id, [runs.NewRun("run", parse(TINY))])
    with database.transaction() as session:
        return queue.claim(session, "worker", 60)


def execution(database, settings, claim):
    store = CheckpointStore(database, settings.artifacts, claim)
    trainer = build_trainer(claim.spec)
    recorder = Recorder(database, claim, 0)
    return Execution(
        database,
        claim,
        trainer,
        recorder,
        store,
        threading.Event(),
        partial(build_trainer, claim.spec),
        Saving(store, recorder, WorkerSettings()),
    )


@pytest.fixture
def begun(stored, sqlite_settings):
    """A run with two checkpoints of its own, at real steps 25 and 50."""
    first = execution(stored, sqlite_settings, claimed(stored))
    for _ in range(2):
        first.trainer.iterate()
        first.save()
    assert first.recorder.close(LONG)
    return first


def replace_newest(database, claim, content):
    """Put other content in the newest checkpoint's place, with its hash as if it were ours."""
    with database.transaction() as session:
        newest = artifacts.checkpoints(session, claim.run_id)[0]
        Path(newest.uri).write_bytes(content)
        newest.sha256 = hashlib.sha256(content).hexdigest()
    return newest.name


def newest_state(database, claim):
    with database.reading() as session:
        uri = artifacts.checkpoints(session, claim.run_id)[0].uri
    return torch.load(uri, weights_only=True)  # noqa: TID251 - to be spoilt


def saved(state):
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def without_iteration(state):
    state["state"].pop("iteration")
    return saved(state)


def of_other_sizes(state):
    return saved(state | {"state": build_trainer(parse(WIDER)).state_dict()})


SPOILT = {
    "another-run": (lambda state: saved(state | {"run": "0" * 12}), "its run is '000000000000'"),
    "another-spec": (lambda state: saved(state | {"spec": "beef"}), "its spec is 'beef'"),
    "another-format": (lambda state: saved(state | {"format": 99}), "its format is 99"),
    "missing-key": (without_iteration, "KeyError: 'iteration'"),
    "no-header-and-no-keys": (lambda _: saved({"pending": []}), "KeyError: 'iteration'"),
    "other-sizes": (of_other_sizes, "another version of the code wrote it"),
    "not-a-state": (lambda state: saved(state | {"state": [1, 2]}), "holds no state"),
    "not-a-dict": (lambda _: saved([1, 2]), "it holds a list"),
    "truncated": (lambda state: saved(state)[:1_000], "is no checkpoint"),
    "empty": (lambda _: b"", "is no checkpoint"),
    "pickled": (lambda _: pickle.dumps(Path, protocol=2), "is no checkpoint"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_foreign_checkpoint_is_passed_over_for_the_one_before(
    stored, sqlite_settings, begun, kind
):
    spoil, why = SPOILT[kind]
    claim = begun.claim
    name = replace_newest(stored, claim, spoil(newest_state(stored, claim)))
    again = execution(stored, sqlite_settings, claim)
    again.resume()
    assert again.trainer.env_steps == 25
    again.trainer.iterate()
    assert again.recorder.close(LONG)
    with stored.reading() as session:
        lines = logs.tail(session, claim.run_id, 100)
    (told,) = [line for line in lines if name in line.message]
    assert told.level == "warning"
    assert why in told.message
    assert any("going on from the checkpoint at real step 25" in line.message for line in lines)


def test_a_run_goes_on_with_the_matrix_products_it_began_with(stored, sqlite_settings):
    """Whatever is measured when it goes on."""
    first = execution(stored, sqlite_settings, claimed(stored))
    torch.set_float32_matmul_precision("medium")
    first.trainer.iterate()
    first.save()
    assert first.recorder.close(LONG)
    again = execution(stored, sqlite_settings, first.claim)
    torch.set_float32_matmul_precision("highest")
    again.resume()
    assert again.recorder.close(LONG)
    assert torch.get_float32_matmul_precision() == "medium"


def test_a_checkpoint_from_before_a_setting_belongs_to_a_run_that_says_it_is_empty():
    """The digest in it was made when the setting was not there."""
    capless = parse({"seed": 3, "model": {"most_epochs": None}})
    assert spec_digest(capless) == spec_digest(parse({"seed": 3}))
    assert spec_digest(capless) != spec_digest(parse({"seed": 4}))


def test_without_a_usable_checkpoint_the_run_starts_from_the_beginning(
    stored, sqlite_settings, begun
):
    claim = begun.claim
    with stored.reading() as session:
        for artifact in artifacts.checkpoints(session, claim.run_id):
            Path(artifact.uri).unlink()
    again = execution(stored, sqlite_settings, claim)
    again.resume()
    assert again.trainer.env_steps == 0
    again.trainer.iterate()
    assert again.recorder.close(LONG)
    with stored.reading() as session:
        told = [line.message for line in logs.tail(session, claim.run_id, 100)]
    assert sum("cannot be read" in line for line in told) == 2
    assert any("no checkpoint can be used" in line for line in told)


def test_a_checkpoint_from_before_the_header_still_counts(stored, sqlite_settings, begun):
    claim = begun.claim
    replace_newest(stored, claim, saved(newest_state(stored, claim)["state"]))
    again = execution(stored, sqlite_settings, claim)
    again.resume()
    assert again.trainer.env_steps == 50
    assert again.recorder.close(LONG)


def test_what_killed_processes_left_half_done_goes_with_the_next_checkpoint(
    stored, sqlite_settings
):
    """Drafts, files that no row tells of, and never those of an attempt that came later."""
    first = execution(stored, sqlite_settings, claimed(stored))
    folder = Path(first.checkpoints.folder)
    folder.mkdir(parents=True)
    later = f"checkpoint-75-{first.claim.attempt + 1}.pt"
    for name in ("checkpoint-10-1.pt", "checkpoint-60-1.pt.part", later, "video-1-1.mp4"):
        (folder / name).write_bytes(b"x")
    for step in (25, 50):
        first.trainer.iterate()
        first.save()
        assert f"checkpoint-{step}-1.pt" in {file.name for file in folder.iterdir()}
    kept = {file.name for file in folder.iterdir()}
    assert kept == {"checkpoint-25-1.pt", "checkpoint-50-1.pt", later, "video-1-1.mp4"}
    assert first.recorder.close(LONG)


def test_an_attempt_that_lost_its_run_takes_back_no_file_that_counts(
    stored, sqlite_settings, begun
):
    """It had saved at this very step, and is asked to stop after it lost its run."""
    with stored.transaction() as session:
        queue.release(session, begun.claim)
        claim = queue.claim(session, "another", 60)
    with pytest.raises(StaleClaim):
        begun.checkpoints.save(begun.trainer.state_dict(), begun.trainer.env_steps)
    following = execution(stored, sqlite_settings, claim)
    known = following.checkpoints.known()
    assert {each.env_step for each in known} == {25, 50}
    assert {Path(each.uri) for each in known} == {*Path(following.checkpoints.folder).iterdir()}
    following.resume()
    assert following.trainer.env_steps == 50
    assert following.recorder.close(LONG)


def test_a_second_checkpoint_at_one_step_takes_the_place_of_none_before_it_is_recorded(
    stored, sqlite_settings, begun
):
    for _ in range(2):
        begun.checkpoints.save(begun.trainer.state_dict(), begun.trainer.env_steps)
        known = begun.checkpoints.known()
        assert [each.env_step for each in known] == [50, 50]
        assert {Path(each.uri) for each in known} == {*Path(begun.checkpoints.folder).iterdir()}
    following = execution(stored, sqlite_settings, begun.claim)
    following.resume()
    assert following.trainer.env_steps == 50
    assert following.recorder.close(LONG)


def test_an_attempt_that_lost_its_run_leaves_no_file(stored, sqlite_settings):
    first = execution(stored, sqlite_settings, claimed(stored))
    first.trainer.iterate()
    with stored.transaction() as session:
        queue.release(session, first.claim)
    with pytest.raises(StaleClaim):
        first.checkpoints.save(first.trainer.state_dict(), first.trainer.env_steps)
    assert not [*Path(first.checkpoints.folder).iterdir()]
    assert first.recorder.close(LONG)
