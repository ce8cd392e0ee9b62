"""A worker that was killed tells nobody; the server does."""

from datetime import timedelta

from sqlalchemy import select, update

from backend.db import workers
from backend.db.base import database_now
from backend.db.queue_tables import Worker
from backend.db.tables import ChangeRow
from backend.live.departures import LOOK_SECONDS, Departures


def begin(database):
    with database.transaction() as session:
        return workers.register(session, "host", 1, 2, "0")


def silence(database, worker_id, seconds):
    with database.transaction() as session:
        heard = database_now(session) - timedelta(seconds=seconds)
        session.execute(update(Worker).where(Worker.id == worker_id).values(heartbeat_at=heard))


def told_of(database, worker_id):
    with database.reading() as session:
        rows = session.scalars(select(ChangeRow).where(ChangeRow.entity_id == worker_id))
        return [row.kind for row in rows]


def test_a_worker_that_falls_silent_is_told_of_once(database):
    departures = Departures(database)
    silent, alive = begin(database), begin(database)
    assert departures.look() == set()
    silence(database, silent, workers.LIVE_SECONDS + 1)
    assert departures.look() == {silent}
    assert departures.look() == set()
    assert told_of(database, silent) == ["worker", "worker"]
    assert told_of(database, alive) == ["worker"]


def test_a_worker_that_comes_back_and_falls_silent_again_is_told_of_again(database):
    departures = Departures(database)
    worker = begin(database)
    departures.look()
    silence(database, worker, workers.LIVE_SECONDS + 1)
    departures.look()
    with database.transaction() as session:
        workers.heartbeat(session, worker, 0)
    assert departures.look() == set()
    silence(database, worker, workers.LIVE_SECONDS + 1)
    assert departures.look() == {worker}


def test_a_worker_that_stops_tells_it_itself(database):
    departures = Departures(database)
    worker = begin(database)
    departures.look()
    with database.transaction() as session:
        workers.stop(session, worker)
    assert departures.look() == set()


def test_no_worker_can_come_and_go_between_two_looks():
    assert LOOK_SECONDS < workers.LIVE_SECONDS
