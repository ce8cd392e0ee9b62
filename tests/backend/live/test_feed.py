"""The feed looks where somebody wrote, and never overlooks it."""

import pytest
from sqlalchemy.exc import OperationalError

from backend.db.session import Database
from backend.db.written import Written
from backend.live import feed as feed_module
from backend.live.feed import Feed
from tests.backend.live.test_stream import launch, touch


@pytest.fixture
def stored(sqlite_settings):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


@pytest.fixture
def looks(monkeypatch):
    """Each look at the changes, in the order in which they are done."""
    done, honest = [], Feed._read

    def counted(self):
        done.append(len(done))
        return honest(self)

    monkeypatch.setattr(Feed, "_read", counted)
    return done


def test_written_is_told_of_each_commit_of_anybody_else_once(stored):
    written = Written(stored.engine)
    assert written.again()
    assert not written.again()
    run = launch(stored)
    assert written.again()
    assert not written.again()
    with stored.transaction() as session:
        session.merge(run).name = "not committed"
        session.flush()
        assert not written.again()
    assert written.again()
    written.close()


def test_nothing_is_looked_for_where_nobody_wrote(stored, looks):
    feed = Feed(stored, 0.05)
    run = launch(stored)
    assert feed._read_if_written()
    feed._read_if_written()
    assert len(looks) == 1
    number = touch(stored, run)
    assert number in {change.version for change in feed._read_if_written()}


def test_what_could_not_be_looked_at_is_looked_at_the_next_time(stored, monkeypatch):
    feed = Feed(stored, 0.05)
    run = launch(stored)
    feed._publish(feed._read_if_written(), 0.0)
    number = touch(stored, run)

    def fails(_):
        raise OperationalError("", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(Feed, "_read", fails)
        with pytest.raises(OperationalError):
            feed._read_if_written()
    assert number in {change.version for change in feed._read_if_written()}


def test_more_changes_than_are_read_at_once_are_all_read(stored, monkeypatch):
    monkeypatch.setattr(feed_module, "READ_AT_ONCE", 2)
    feed, run = Feed(stored, 0.05), launch(stored)
    numbers = [touch(stored, run) for _ in range(5)]
    told = []
    while part := feed._read_if_written():
        feed._publish(part, 0.0)
        told += [change.version for change in part]
    assert set(numbers) <= set(told)
