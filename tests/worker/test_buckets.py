"""A run whose checkpoints lie in a bucket: killed, cut off from it, refused, and never lost."""

import threading
from functools import partial

import pytest
from sqlalchemy import select

from backend.db import artifact_files, artifacts, bucket_uploads, runs
from backend.db.status import Status
from backend.db.tables import Artifact
from tests.benchmarks.chaos.checks import measured
from tests.buckets import (
    BUCKET,
    CUT,
    DENIED,
    UNAVAILABLE,
    begin_anew,
    every,
    server_behind_proxy,
    settings_of,
)
from tests.waiting import SOON, until
from tests.worker.test_checkpoints import claimed, execution
from tests.worker.test_worker import SETTINGS as WORKER_SETTINGS
from tests.worker.test_worker import (
    SMALL,
    a_worker,
    ended,
    has_checkpoint,
    launch,
    look,
    process_of,
    words,
)

SHORTER = SMALL | {"training": {"env_steps": 300, "random_steps": 50}}


@pytest.fixture(scope="module")
def server_and_proxy():
    with server_behind_proxy() as both:
        yield both


@pytest.fixture
def proxy(server_and_proxy, monkeypatch):
    server, front = server_and_proxy
    begin_anew(server, front)
    for name, value in settings_of(front.address).items():
        monkeypatch.setenv(name, value)
    return front


@pytest.fixture
def settings(proxy, sqlite_settings):
    address = settings_of(proxy.address)["BRANCHPOINT_ARTIFACTS_URL"]
    return sqlite_settings.model_copy(update={"artifacts_url": address})


def visible():
    files = artifact_files.reached(f"s3://{BUCKET}")[0]
    return sorted(f"s3://{path}" for path in files.find(BUCKET, detail=False))


def named(database):
    with database.reading() as session:
        return sorted(session.scalars(select(Artifact.uri)))


def test_a_killed_run_goes_on_from_the_bucket_bit_for_bit(proxy, settings, store, monkeypatch):
    """Though the bucket gave errors all the while."""
    monkeypatch.setitem(WORKER_SETTINGS, "BRANCHPOINT_CHECKPOINT_SECONDS", "1")
    undisturbed, killed = launch(store, SHORTER, SHORTER)
    asked = [0]

    def one_in_five(_):
        asked[0] += 1
        return (UNAVAILABLE, CUT)[asked[0] % 2] if asked[0] % 5 == 0 else None

    proxy.rule = one_in_five
    with a_worker(settings) as worker:
        until(lambda: has_checkpoint(store, killed), "a checkpoint")
        process_of(worker, killed).kill()
        run = ended(store, killed)
        ended(store, undisturbed)
    assert run.failed_attempts == 1
    assert "going on from the checkpoint at real step" in words(store, killed)
    assert measured(store, killed) == measured(store, undisturbed)
    assert proxy.faults > 0
    proxy.rule = None
    assert visible() == named(store)
    assert all(uri.startswith(f"s3://{BUCKET}/group a/runs/") for uri in visible())


@pytest.mark.parametrize("fault", [UNAVAILABLE, DENIED])
def test_a_run_waits_for_its_bucket_and_does_not_fail(proxy, settings, store, fault):
    """At its start for suites, at its end for its last checkpoint; meanwhile its page says so."""
    proxy.rule = every(fault)
    (run_id,) = launch(store, SMALL)
    is_refused = fault is DENIED
    phase = f"waits: the artifact store {'refuses' if is_refused else 'does not answer'}"
    with a_worker(settings):
        until(lambda: look(store, run_id).phase == phase, phase)
        told = until(lambda: "waiting: the artifact store" in words(store, run_id), "its log")
        assert told
        assert ("check BRANCHPOINT_ARTIFACTS_URL" in words(store, run_id)) == is_refused
        proxy.rule = None
        until(lambda: look(store, run_id).env_steps >= 100, "real steps")
        proxy.rule = every(fault, lambda request: request.method == "PUT")
        until(lambda: look(store, run_id).phase == phase, phase)
        assert look(store, run_id).env_steps == 200
        assert look(store, run_id).status == Status.RUNNING
        proxy.rule = None
        run = ended(store, run_id)
    assert run.failed_attempts == 0
    assert visible() == named(store) != []


class Mending(threading.Event):
    """Is never set; what waits for it finds the server mended the second time."""

    def __init__(self, proxy):
        super().__init__()
        self.proxy = proxy
        self.waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        if self.waits == 2:
            self.proxy.rule = None
        return super().wait(min(timeout, 0.05))


def test_checkpoints_that_cannot_be_read_now_are_waited_for_and_not_passed_over(
    proxy, settings, store
):
    begun = execution(store, settings, claimed(store))
    for _ in range(2):
        begun.trainer.iterate()
        assert begun.save()
    proxy.rule = every(CUT, lambda request: request.method == "GET")
    again = execution(store, settings, begun.claim)
    again.stopping = Mending(proxy)
    again.resume()
    assert again.stopping.waits == 2
    assert again.trainer.env_steps == 50
    assert all(each.recorder.close(SOON) for each in (begun, again))
    assert "the artifact store did not answer for" in words(store, begun.claim.run_id)


def test_training_goes_on_while_the_bucket_is_away_and_says_so_once(proxy, settings, store):
    begun = execution(store, settings, claimed(store))
    begun.trainer.iterate()
    proxy.rule = every(DENIED, lambda request: request.method == "PUT")
    assert [begun.save(begun._unless_away) for _ in range(3)] == [False, False, False]
    proxy.rule = None
    assert begun.save(begun._unless_away)
    assert begun.recorder.close(SOON)
    told = words(store, begun.claim.run_id)
    assert told.count("the checkpoint could not be written: the artifact store refuses") == 1
    assert told.count("checkpoints are written again") == 1


def test_a_large_checkpoint_goes_in_parts_and_none_half_appears(
    proxy, settings, store, monkeypatch
):
    monkeypatch.setattr(bucket_uploads, "PART_BYTES", 5 << 20)
    begun = execution(store, settings, claimed(store))
    begun.trainer.iterate()
    save = partial(begun.checkpoints.save, {"state": bytes(12 << 20)}, 25)
    proxy.rule = every(CUT, lambda request: "partNumber=2" in request.path)
    with pytest.raises(OSError, match="the artifact store does not answer"):
        save()
    proxy.rule = None
    assert visible() == []
    save()
    parts = [request for request, was_fault in proxy.asked if request.is_part and not was_fault]
    # The first part of the upload that failed, and the three of the other.
    assert len(parts) == 4
    assert visible() == named(store)
    (artifact,) = begun.checkpoints.known()
    assert begun.checkpoints.load(artifact) == {"state": bytes(12 << 20)}
    assert begun.recorder.close(SOON)


def test_what_a_killed_upload_left_goes_with_the_next_checkpoint(proxy, settings, store):
    assert proxy.rule is None
    begun = execution(store, settings, claimed(store))
    files, path = artifact_files.reached(begun.checkpoints.folder)
    bucket = artifact_files.bucket_of(files)
    for name in ("checkpoint-10-1.pt", "checkpoint-10-2.pt"):
        key = f"{path.partition('/')[2]}/{name}"
        bucket.call_s3("create_multipart_upload", Bucket=BUCKET, Key=key)
    begun.trainer.iterate()
    assert begun.save()
    assert begun.recorder.close(SOON)
    # That of an attempt that came later is none of ours.
    left = [each.path.rpartition("/")[2] for each in bucket_uploads.unfinished(bucket, path)]
    assert left == ["checkpoint-10-2.pt"]


def test_a_damaged_object_is_passed_over_for_the_one_before(proxy, settings, store):
    assert proxy.rule is None
    begun = execution(store, settings, claimed(store))
    for _ in range(2):
        begun.trainer.iterate()
        assert begun.save()
    with store.reading() as session:
        newest = artifacts.checkpoints(session, begun.claim.run_id)[0]
    content = artifact_files.read(newest.uri)
    files, path = artifact_files.reached(newest.uri)
    files.pipe_file(path, content[:-1000])
    again = execution(store, settings, begun.claim)
    again.resume()
    assert again.trainer.env_steps == 25
    assert all(each.recorder.close(SOON) for each in (begun, again))
    assert "is damaged: its hash differs" in words(store, begun.claim.run_id)


def test_a_run_that_is_stopped_while_it_waits_goes_back_to_the_queue(proxy, settings, store):
    proxy.rule = every(DENIED)
    (run_id,) = launch(store, SMALL)
    with a_worker(settings):
        until(lambda: "refuses" in (look(store, run_id).phase or ""), "its wait")
    with store.reading() as session:
        run = runs.get(session, run_id)
    assert (run.status, run.failed_attempts) == (Status.QUEUED, 0)
