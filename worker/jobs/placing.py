"""Between the queue and an engine: what is claimed is handed over, and what it says is told."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import structlog

from backend.db import left_jobs, logs, queue, room, table_version, workers
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from worker.engines.protocol import Engine, NoAnswer, NotPlaced
from worker.jobs.job import Every, Job
from worker.jobs.settle import settle_unplaced
from worker.settings import WorkerSettings

log = structlog.get_logger()

# Claimed in one go, so that a long queue holds up neither leases nor cancellations.
CLAIMED_AT_ONCE = 50
NODES_SECONDS = 30.0
# After an engine took nothing it is asked again so much later.
TAKES_AGAIN_SECONDS = 10.0


Refusal = tuple[Claim, NotPlaced]


class Placing:
    """Hands runs to an engine, and asks it how they are."""

    def __init__(
        self, database: Database, settings: WorkerSettings, engine: Engine, worker_id: str
    ) -> None:
        self._database = database
        self._place = database.settings
        self._settings = settings
        self._engine = engine
        self._worker_id = worker_id
        self._look = Every(settings.engine_seconds)
        self._survey = Every(NODES_SECONDS)
        self._check = Every(settings.heartbeat_seconds)
        self._is_outdated = False
        self._is_short = False
        self._takes_from = 0.0
        self._trouble: str | None = None

    def look(self) -> None:
        """See how all processes are, and now and then which nodes there are."""
        if not self._look.is_due():
            return
        try:
            self._engine.look()
            if self._survey.is_due():
                self._show_nodes()
        except NoAnswer as error:
            self._tell_trouble(str(error))
        else:
            is_held = self._is_outdated or self._is_short
            if time.monotonic() >= self._takes_from and not is_held:
                self._tell_trouble(None)

    def _show_nodes(self) -> None:
        nodes = self._engine.nodes()
        if nodes is not None:
            with self._database.transaction() as session:
                workers.show_nodes(session, self._worker_id, [asdict(node) for node in nodes])

    def _tell_trouble(self, trouble: str | None) -> None:
        """Let the queue's page say why no runs are taken, or that they are again."""
        if trouble == self._trouble:
            return
        if trouble is not None:
            log.warning("takes no runs", why=trouble)
        with self._database.transaction() as session:
            workers.tell_trouble(session, self._worker_id, trouble)
        self._trouble = trouble

    def _is_too_old(self) -> bool:
        """See now and then whether the tables have become those of a newer version.

        What is at work goes on to its end.
        """
        if self._check.is_due():
            with self._database.reading() as session:
                self._is_outdated = table_version.is_newer(session)
            if self._is_outdated:
                self._tell_trouble(table_version.TOO_OLD)
        return self._is_outdated

    def _lacks_room(self) -> bool:
        """See whether the disk is full; what is at work pauses by itself."""
        self._is_short = not self._engine.outlives_agent and room.is_short(self._place)
        if self._is_short:
            self._tell_trouble(room.NOTHING_TAKEN)
        return self._is_short

    def take(self, held: Sequence[Job]) -> tuple[list[Job], list[Refusal]]:
        """Claim runs while there is room, and hand them over together.

        Returns:
            The jobs that they became, and those that the engine did not take.
        """
        if time.monotonic() < self._takes_from or self._is_too_old() or self._lacks_room():
            return [], []
        if not self._is_mended():
            return [], []
        claims: list[Claim] = []
        while len(claims) < CLAIMED_AT_ONCE and (claim := self._claimed(held, claims)) is not None:
            claims.append(claim)
        jobs: list[Job] = []
        refusals: list[Refusal] = []
        placed = self._engine.start(claims) if claims else []
        for claim, each in zip(claims, placed, strict=True):
            if isinstance(each, NotPlaced):
                refusals.append((claim, each))
            else:
                log.info("started", run=claim.run_id, attempt=claim.attempt, job=each.job)
                jobs.append(Job(claim, each, has_begun=each.job is None))
        return jobs, refusals

    def _is_mended(self) -> bool:
        """Whether an engine that took nothing answers again: asked before runs are claimed."""
        if self._trouble is None:
            return True
        try:
            self._show_nodes()
        except NoAnswer as error:
            self._takes_from = time.monotonic() + TAKES_AGAIN_SECONDS
            self._tell_trouble(str(error))
            return False
        return True

    def _claimed(self, held: Sequence[Job], beside: Sequence[Claim]) -> Claim | None:
        taken = [job.compute for job in held] + [claim.spec.compute for claim in beside]
        room = self._engine.room(taken, self._settings.slots)
        if room.left.cores is not None and room.left.cores < 1:
            return None
        with self._database.transaction() as session:
            return queue.claim(session, self._worker_id, self._settings.lease_seconds, room)

    def refuse(self, claim: Claim, refused: NotPlaced) -> None:
        """Fail a run that the engine never takes, or put it back and ask again later."""
        settle_unplaced(self._database, claim, refused)
        if not refused.is_final:
            self.hold_off(refused.reason)

    def hold_off(self, reason: str) -> None:
        """Take nothing for a while, and let the queue's page say why."""
        self._takes_from = time.monotonic() + TAKES_AGAIN_SECONDS
        self._tell_trouble(reason)

    def note(self, job: Job) -> None:
        """Note what the cluster calls a job, and why it has not begun."""
        if job.process.job is not None:
            words = job.process.waits_for or f"{job.process.job} begins"
            with self._database.transaction() as session:
                queue.note_job(session, job.claim, job.process.job, words)

    def take_over(self) -> list[Job]:
        """What an earlier agent of this id started, and goes on without it."""
        with self._database.reading() as session:
            left = left_jobs.jobs_of(session, self._worker_id, self._engine.left_here())
        jobs = []
        for claim, name in left:
            try:
                process = self._engine.adopt(claim, name)
            except NoAnswer as error:
                # Nobody renews its lease, so the run goes back by itself.
                log.warning("not taken over", run=claim.run_id, error=str(error))
            else:
                log.info("taken over", run=claim.run_id, job=name)
                jobs.append(Job(claim, process, has_begun=name is None))
        return jobs

    def tell_taken_over(self, job: Job) -> None:
        """Say in a run's log that a worker that was started again took it over."""
        where = job.process.job
        meanwhile = "it went on meanwhile" if where is None else f"its job {where} is still there"
        words = f"worker {self._worker_id} was started again and took the run over; {meanwhile}"
        try:
            with self._database.transaction() as session:
                logs.append(session, job.claim, [logs.LogLine(datetime.now(UTC), "info", words)])
        except StaleClaim:
            log.debug("already settled", run=job.claim.run_id)
