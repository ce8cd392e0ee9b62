"""Between the queue and an engine: what is claimed is handed over, and what it says is told."""

import time
from collections.abc import Sequence
from dataclasses import asdict

import structlog

from backend.db import left_jobs, queue, workers
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
        self._settings = settings
        self._engine = engine
        self._worker_id = worker_id
        self._look = Every(settings.engine_seconds)
        self._survey = Every(NODES_SECONDS)
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
            if time.monotonic() >= self._takes_from:
                self._tell_trouble(None)

    def _show_nodes(self) -> None:
        nodes = self._engine.nodes()
        if nodes is not None:
            with self._database.transaction() as session:
                workers.show_nodes(session, self._worker_id, [asdict(node) for node in nodes])

    def _tell_trouble(self, trouble: str | None) -> None:
        """Let the queue's page say what is wrong with the engine, or that it is mended."""
        if trouble == self._trouble:
            return
        if trouble is not None:
            log.warning("the engine does not answer", error=trouble)
        with self._database.transaction() as session:
            workers.tell_trouble(session, self._worker_id, trouble)
        self._trouble = trouble

    def take(self, held: Sequence[Job]) -> tuple[list[Job], list[Refusal]]:
        """Claim runs while there is room, and hand them over together.

        Returns:
            The jobs that they became, and those that the engine did not take.
        """
        if time.monotonic() < self._takes_from or not self._is_mended():
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
            self._takes_from = time.monotonic() + TAKES_AGAIN_SECONDS
            self._tell_trouble(refused.reason)

    def note(self, job: Job) -> None:
        """Note what the cluster calls a job, and why it has not begun."""
        if job.process.job is not None:
            words = job.process.waits_for or f"{job.process.job} begins"
            with self._database.transaction() as session:
                queue.note_job(session, job.claim, job.process.job, words)

    def take_over(self) -> list[Job]:
        """The jobs that an earlier agent of this id handed over to the engine."""
        with self._database.reading() as session:
            left = left_jobs.jobs_of(session, self._worker_id)
        for claim, name in left:
            log.info("taken over", run=claim.run_id, job=name)
        return [
            Job(claim, self._engine.adopt(claim, name), has_begun=False) for claim, name in left
        ]
