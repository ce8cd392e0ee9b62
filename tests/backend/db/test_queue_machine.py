"""Runs in the queue against a model of them: whatever is done in whatever order, both agree.

The model knows nothing of leases by time, locks or SQL: it says which state each run must be in,
who may write to it, and which run is taken next.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, update

from backend.db import asked, experiments, queue, runs
from backend.db.errors import StaleClaim
from backend.db.queue_tables import QueueRules
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.run import RunSpec

LEASE = 3_600
WORKERS = ("one", "two")
MOST_RUNS = 5


@dataclass
class Model:
    """What a run must be.

    Attributes:
        place: Its turn among those of its priority.
        claims: All that were ever given out; the last one owns it while it runs.
    """

    place: int
    home: int
    status: Status = Status.QUEUED
    priority: int = 0
    is_paused: bool = False
    is_asked_to_cancel: bool = False
    is_deleted: bool = False
    attempt: int = 0
    failed_attempts: int = 0
    owner: queue.Claim | None = None


class QueueMachine(RuleBasedStateMachine):
    """One queue of two experiments, two workers, and people who ask for things."""

    database = None

    @initialize(data=st.data())
    def begin(self, data):
        self.models: dict[str, Model] = {}
        self.old: list[queue.Claim] = []
        self.turns = 0
        self.is_paused = False
        self.limits: list[int | None] = [None, None]
        self.per_account = None
        with self.database.transaction() as session:
            session.execute(delete(QueueRules))
            self.homes = [experiments.create(session, name).id for name in ("a", "b")]
        for _ in range(3):
            self.launch(data.draw(st.integers(0, 1)))
            self.prioritise(data, data.draw(st.integers(-1, 1)))

    def teardown(self):
        with self.database.transaction() as session:
            for run_id in getattr(self, "models", {}):
                queue.request_cancel(session, run_id)
                runs.mark_deleted(session, runs.get(session, run_id), datetime.now(UTC))
                session.execute(update(Run).where(Run.id == run_id).values(status=Status.CANCELLED))

    def turn(self):
        self.turns += 1
        return self.turns

    def at_work(self, home=None):
        return sum(
            m.status is Status.RUNNING and home in {None, m.home} for m in self.models.values()
        )

    def may_be_taken(self, model):
        limit = self.limits[model.home]
        return (
            model.status is Status.QUEUED
            and not (model.is_paused or model.is_deleted or self.is_paused)
            and (limit is None or self.at_work(model.home) < limit)
            and (self.per_account is None or self.at_work() < self.per_account)
        )

    def some(self, data, condition=lambda _: True):
        found = [run_id for run_id, model in self.models.items() if condition(model)]
        # By place: ids are others each time, and what is drawn must be the same.
        return found[data.draw(st.integers(0, len(found) - 1))] if found else None

    @precondition(lambda self: len(self.models) < MOST_RUNS)
    @rule(home=st.integers(0, 1))
    def launch(self, home):
        with self.database.transaction() as session:
            (run,) = runs.create(session, self.homes[home], [runs.NewRun("run", RunSpec())])
            self.models[run.id] = Model(self.turn(), home)

    @rule(worker=st.sampled_from(WORKERS))
    def claim(self, worker):
        self.take(worker)

    @rule()
    def claim_two(self):
        for worker in WORKERS:
            self.take(worker)

    def take(self, worker):
        waiting = [(run_id, m) for run_id, m in self.models.items() if self.may_be_taken(m)]
        expected = min(waiting, key=lambda each: (-each[1].priority, each[1].place), default=None)
        with self.database.transaction() as session:
            claim = queue.claim(session, worker, LEASE)
        assert (claim and claim.run_id) == (expected and expected[0])
        if claim is not None:
            model = expected[1]
            model.status, model.attempt, model.owner = Status.RUNNING, model.attempt + 1, claim
            assert claim.attempt == model.attempt

    def leave(self, model, status):
        self.old.append(model.owner)
        model.owner, model.status = None, status

    @rule(data=st.data(), how=st.sampled_from(["succeed", "fail", "cancel"]))
    def finish(self, data, how):
        run_id = self.some(data, lambda m: m.owner is not None)
        if run_id is None:
            return
        ends = {"succeed": Status.SUCCEEDED, "fail": Status.FAILED, "cancel": Status.CANCELLED}
        model = self.models[run_id]
        with self.database.transaction() as session:
            queue.finish(session, model.owner, ends[how], "a reason" if how == "fail" else None)
        self.leave(model, ends[how])

    @rule(data=st.data(), to_the_end=st.booleans())
    def release(self, data, to_the_end):
        run_id = self.some(data, lambda m: m.owner is not None)
        if run_id is None:
            return
        model = self.models[run_id]
        with self.database.transaction() as session:
            queue.release(session, model.owner, to_the_end=to_the_end)
        if to_the_end and not model.is_asked_to_cancel:
            model.place = self.turn()
        self.leave(model, Status.CANCELLED if model.is_asked_to_cancel else Status.QUEUED)

    def lose(self, model):
        model.failed_attempts += 1
        if model.is_asked_to_cancel:
            self.leave(model, Status.CANCELLED)
        else:
            is_last = model.failed_attempts >= 3
            self.leave(model, Status.FAILED if is_last else Status.QUEUED)

    @rule(data=st.data())
    def crash(self, data):
        run_id = self.some(data, lambda m: m.owner is not None)
        if run_id is not None:
            with self.database.transaction() as session:
                queue.give_up(session, self.models[run_id].owner, "a signal")
            self.lose(self.models[run_id])

    @rule(data=st.data())
    def fall_silent(self, data):
        """The lease of one run ends; whoever looks puts it back, and nothing else."""
        run_id = self.some(data, lambda m: m.owner is not None)
        if run_id is None:
            return
        past = datetime.now(UTC) - timedelta(hours=1)
        with self.database.transaction() as session:
            session.execute(update(Run).where(Run.id == run_id).values(lease_expires_at=past))
        with self.database.transaction() as session:
            assert queue.requeue_expired(session) == [run_id]
        self.lose(self.models[run_id])

    @rule(data=st.data())
    def ask_to_cancel(self, data):
        run_id = self.some(data)
        if run_id is None:
            return
        model = self.models[run_id]
        with self.database.transaction() as session:
            queue.request_cancel(session, run_id)
        if model.status is Status.QUEUED:
            model.status = Status.CANCELLED
        elif model.status is Status.RUNNING:
            model.is_asked_to_cancel = True

    @rule(data=st.data(), is_on=st.booleans())
    def pause(self, data, is_on):
        run_id = self.some(data)
        if run_id is None:
            return
        model = self.models[run_id]
        changes = not model.status.is_final and model.is_paused != is_on
        with self.database.transaction() as session:
            assert asked.pause(session, [run_id], is_on=is_on) == ([run_id] if changes else [])
        model.is_paused = is_on if changes else model.is_paused

    @rule(data=st.data(), priority=st.integers(-1, 1))
    def prioritise(self, data, priority):
        run_id = self.some(data)
        if run_id is not None:
            with self.database.transaction() as session:
                asked.prioritise(session, [run_id], priority)
            self.models[run_id].priority = priority

    @rule(data=st.data())
    def retry(self, data):
        run_id = self.some(data)
        if run_id is None:
            return
        model = self.models[run_id]
        with self.database.transaction() as session:
            asked.retry(session, run_id)
        if model.status in {Status.FAILED, Status.CANCELLED} and not model.is_deleted:
            model.status, model.failed_attempts, model.place = Status.QUEUED, 0, self.turn()
            model.is_paused = model.is_asked_to_cancel = False

    @rule(data=st.data())
    def delete(self, data):
        run_id = self.some(data, lambda m: not m.is_deleted)
        if run_id is not None:
            self.ask_to_cancel_one(run_id)
            with self.database.transaction() as session:
                runs.mark_deleted(session, runs.get(session, run_id), datetime.now(UTC))
            self.models[run_id].is_deleted = True

    def ask_to_cancel_one(self, run_id):
        model = self.models[run_id]
        with self.database.transaction() as session:
            queue.request_cancel(session, run_id)
        if model.status is Status.QUEUED:
            model.status = Status.CANCELLED
        model.is_asked_to_cancel |= model.status is Status.RUNNING

    @rule(is_on=st.booleans())
    def pause_the_queue(self, is_on):
        with self.database.transaction() as session:
            asked.pause_queue(session, is_on=is_on)
        self.is_paused = is_on

    @rule(home=st.integers(0, 1), most=st.sampled_from([None, 1, 2]))
    def limit_an_experiment(self, home, most):
        with self.database.transaction() as session:
            asked.limit_experiment(session, experiments.get(session, self.homes[home]), most)
        self.limits[home] = most

    @rule(most=st.sampled_from([None, 1, 3]))
    def limit_an_account(self, most):
        with self.database.transaction() as session:
            asked.limit_accounts(session, most)
        self.per_account = most

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def come_back_from_the_dead(self, data):
        """Whoever lost a run may write nothing to it, however it tries."""
        claim = self.old[data.draw(st.integers(0, len(self.old) - 1))]
        for write in (
            lambda session: queue.renew(session, claim, LEASE),
            lambda session: queue.begin(session, claim, LEASE),
            lambda session: queue.note_job(session, claim, "slurm 1", "Priority"),
            lambda session: queue.release(session, claim),
            lambda session: queue.finish(session, claim, Status.SUCCEEDED),
            lambda session: queue.give_up(session, claim, "late"),
            lambda session: runs.report_progress(session, claim, runs.Progress(9, None, "late")),
        ):
            with pytest.raises(StaleClaim), self.database.transaction() as session:
                write(session)

    @invariant()
    def both_agree(self):
        models = getattr(self, "models", {})
        with self.database.reading() as session:
            stored = runs.get_many(session, list(models))
            for run_id, model in models.items():
                run = stored[run_id]
                assert (run.status, run.attempt) == (model.status, model.attempt)
                assert run.failed_attempts == model.failed_attempts
                assert (run.paused_at is not None) == model.is_paused
                assert run.worker_id == (model.owner.worker_id if model.owner else None)
                assert (run.lease_expires_at is None) == (model.owner is None)
                assert (run.finished_at is not None) == model.status.is_final
                assert (run.failure_reason is not None) == (model.status is Status.FAILED)


def test_whatever_is_done_to_runs_they_are_as_the_model_says(database):
    class Machine(QueueMachine):
        pass

    Machine.database = database
    quick = settings(
        max_examples=25, stateful_step_count=40, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=quick)
