"""A run's own process: build, go on from the last checkpoint, iterate, record, finish.

Started by an engine as `python -m worker.jobs.execute`. It writes only under its claim, so one that
comes back from the dead can write nothing.
"""

import argparse
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import FrameType
from typing import Any

import structlog

from backend.db import profiles, queue, room, runs, series, table_version, trajectories
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.db.store_trouble import StoreTrouble, Trouble
from backend.db.tables import Artifact, Run
from backend.spec.run import RunSpec
from backend.unfailing_logs import log_unfailingly
from worker.engines.outcome import Exit
from worker.jobs.build import build_trainer
from worker.jobs.checkpoint import CheckpointStore, Trying, Unusable, at_once
from worker.jobs.job import Every
from worker.jobs.orphan import as_child
from worker.jobs.own_lease import keep_lease
from worker.jobs.patience import Given, Interrupted, patiently
from worker.jobs.products import remembered, take_again
from worker.jobs.provenance import cost, provenance
from worker.jobs.python_warnings import send_warnings
from worker.jobs.recorder import Recorder
from worker.jobs.run_suite import suite_of_claim, words
from worker.jobs.saving import STORE_SECONDS, Saving
from worker.mbrl.trainer import Trainer
from worker.settings import WorkerSettings

CLOSE_SECONDS = 60.0
ROOM_SECONDS = 1.0
# What loading raises where the file holds other things than this code expects.
FOREIGN = (LookupError, TypeError, ValueError, AttributeError, RuntimeError)

log = structlog.get_logger()


@dataclass
class Execution:
    """One attempt at a run."""

    database: Database
    claim: Claim
    trainer: Trainer
    recorder: Recorder
    checkpoints: CheckpointStore
    stopping: threading.Event
    build: Callable[[], Trainer]
    saving: Saving
    look_for_room: Every = field(default_factory=lambda: Every(ROOM_SECONDS))

    def resume(self) -> None:
        """Go on from the last checkpoint that fits, and forget what was measured beyond it."""
        known = self._patiently(self.checkpoints.known)
        env_step = self._loaded(known)
        if env_step > 0:
            self.recorder.say(f"going on from the checkpoint at real step {env_step:,}")
        elif known:
            self.recorder.say("no checkpoint can be used; starting from the beginning", "warning")
        self._patiently(lambda: self._forget_after(env_step))

    def _loaded(self, known: Sequence[Artifact]) -> int:
        """Load the first of these checkpoints that fits this run; its real step, or 0."""
        for artifact in known:
            try:
                state = self._patiently(partial(self.checkpoints.load, artifact))
                take_again(state.get("products", {}))
                self.trainer.load_state_dict(state)
            except Unusable as error:
                why = str(error)
            except FOREIGN as error:
                # Part of it may be loaded, so nothing of this trainer is kept.
                self.trainer = self.build()
                why = f"another version of the code wrote it ({type(error).__name__}: {error})"
            else:
                return artifact.env_step or 0
            self.recorder.say(f"{artifact.name} {why}; trying an earlier one", "warning")
        return 0

    def _forget_after(self, env_step: int) -> None:
        with self.database.transaction() as session:
            series.truncate_after(session, self.claim, env_step)
            profiles.truncate_after(session, self.claim, env_step)
            trajectories.truncate_after(session, self.claim, env_step)

    def _patiently(self, do: Callable[[], Given]) -> Given:
        return patiently(do, self.stopping.wait, self.recorder.say, self.recorder.hold)

    def train(self) -> Exit:
        """Iterate to the end, or until asked to stop or overtaken."""
        self.recorder.watch(self.trainer.activity, self.trainer.env_steps, self.trainer.phase)
        while not self.trainer.finished:
            if self.recorder.is_lost:
                return Exit.LOST
            if self.stopping.is_set():
                self.save()
                return Exit.INTERRUPTED
            if self.look_for_room.is_due():
                self._patiently(partial(room.require, self.database.settings))
            report = self.trainer.iterate()
            self.recorder.record(report, self.trainer.phase)
            if self.saving.is_due:
                self.save(self._unless_away)
        self.save(self._patiently)
        return Exit.FINISHED

    def _unless_away(self, do: Callable[[], Given]) -> Given:
        """Try once where the store is away: training goes on. A full disk is waited for."""
        try:
            return do()
        except StoreTrouble as error:
            if error.trouble is not Trouble.FULL:
                raise
            return self._patiently(do)

    def save(self, trying: Trying = at_once) -> bool:
        """Write a checkpoint; whether it is written."""
        return self.saving.save(self.trainer, trying)


def main() -> int:
    """Execute the run that the command line names; the exit status."""
    log_unfailingly()
    arguments = _arguments()
    stopping = _stop_on_signal()
    database = Database(DatabaseSettings())
    # What it is to do is read later: a claim is known by its names.
    claim = Claim(arguments.run, arguments.attempt, RunSpec(), arguments.worker)
    work = partial(execute, database, claim, stopping, keeps_lease=arguments.keeps_lease)
    if arguments.keeps_lease:
        return work()
    return as_child(database, claim, stopping, arguments.goes_on, work)


def execute(
    database: Database, named: Claim, stopping: threading.Event, *, keeps_lease: bool = False
) -> int:
    """Execute one attempt at a run; the exit status of its process.

    Args:
        database: Where it is stored.
        named: The claim, whatever its spec.
        stopping: Is set to ask it to save and end.
        keeps_lease: Whether it renews its lease itself, as in a cluster.
    """
    try:
        run = patiently(lambda: _run(database, named.run_id), stopping.wait)
        if run is None:
            return Exit.LOST
        if patiently(lambda: _is_too_old(database), stopping.wait):
            # A job that waited in a cluster while the tables were migrated: the next worker's.
            log.warning("gives itself back", run=named.run_id, why=table_version.TOO_OLD)
            return Exit.INTERRUPTED
        claim = replace(named, spec=RunSpec.model_validate(run.spec))
        if keeps_lease:
            keep_lease(database, claim, WorkerSettings(), stopping)
        return _execute(database, claim, Recorder(database, claim, run.env_steps), stopping)
    except StaleClaim:
        return Exit.LOST
    except Interrupted:
        return Exit.INTERRUPTED


def _run(database: Database, run_id: str) -> Run | None:
    with database.reading() as session:
        return runs.get(session, run_id)


def _is_too_old(database: Database) -> bool:
    with database.reading() as session:
        return table_version.is_newer(session)


def _execute(
    database: Database, claim: Claim, recorder: Recorder, stopping: threading.Event
) -> int:
    send_warnings(recorder.say)
    began = time.monotonic()
    try:
        status = _attempt(database, claim, recorder, stopping)
    except StaleClaim:
        return Exit.LOST
    except Interrupted:
        recorder.close(STORE_SECONDS)
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, the run's page must say it
        recorder.say(f"failed: {error}", "error")
        recorder.close(CLOSE_SECONDS)
        _finish(database, claim, Status.FAILED, error)
        return Exit.FINISHED
    if status is Exit.FINISHED:
        spent = cost(began)
        recorder.say(
            f"finished in {spent['wall_seconds']:,} s; the process took "
            f"{spent['cpu_seconds']:,} s of CPU time, its start and the writing included"
        )
    if not recorder.close(CLOSE_SECONDS) and not recorder.is_lost:
        if recorder.is_cut_off:
            # Back to the queue: the last values are measured again once the database answers.
            return Exit.INTERRUPTED
        raise SystemExit("the last values could not be stored")
    if status is Exit.FINISHED:
        _finish(database, claim, Status.SUCCEEDED, None)
    return status


def _attempt(
    database: Database, claim: Claim, recorder: Recorder, stopping: threading.Event
) -> Exit:
    recorder.say(f"attempt {claim.attempt} begins on {os.uname().nodename}")
    choice = remembered(DatabaseSettings().data)
    address = DatabaseSettings().artifacts
    choose = partial(suite_of_claim, database, claim, address)
    suite, told = patiently(choose, stopping.wait, recorder.say, recorder.hold)
    recorder.say(words(told))
    build = partial(build_trainer, claim.spec, choice.products, suite)
    trainer = build()
    if trainer.device.type == "cpu":
        recorder.say(choice.words)
    made_with = provenance(str(trainer.device)) | {"suite": told}
    patiently(lambda: _note_provenance(database, claim, made_with), stopping.wait, recorder.say)
    if claim.spec.compute.cuda_graphs and trainer.device.type != "cuda":
        recorder.say("no CUDA graphs: this run has no GPU, so updates are launched one by one")
    checkpoints = CheckpointStore(database, address, claim)
    saving = Saving(checkpoints, recorder, WorkerSettings())
    execution = Execution(database, claim, trainer, recorder, checkpoints, stopping, build, saving)
    execution.resume()
    return execution.train()


def _note_provenance(database: Database, claim: Claim, made_with: Mapping[str, Any]) -> None:
    with database.transaction() as session:
        runs.set_provenance(session, claim, made_with)


def _finish(database: Database, claim: Claim, status: Status, error: Exception | None) -> None:
    """Write the end, waiting for the database if need be: the agent keeps the lease meanwhile."""
    reason = None if error is None else f"{type(error).__name__}: {error}"
    trace = None if error is None else "".join(traceback.format_exception(error))

    def write() -> None:
        with database.transaction() as session:
            queue.finish(session, claim, status, reason, trace)

    patiently(write, threading.Event().wait)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", required=True)
    parser.add_argument("--attempt", required=True, type=int)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--keeps-lease", action="store_true")
    parser.add_argument("--goes-on", type=float, default=0.0, help="seconds without an agent")
    return parser.parse_args()


def _stop_on_signal() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    # Ctrl-C reaches the agent, which asks its runs to stop in its own order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A job of a cluster begins with it blocked; one that came meanwhile is heard now.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    return stopping


if __name__ == "__main__":
    sys.exit(main())
