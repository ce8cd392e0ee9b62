"""Migrations with rows in every table: down one at a time and up again, on both databases."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, update
from sqlalchemy import table as unmapped

from backend.db import asked, migrate, publications, published_curves, shares
from backend.db.base import Base
from backend.db.session import Database
from backend.db.tables import Share
from backend.db.waiting import rules_of
from tests.backend.db.full_store import fill, told

REVISIONS = [each.revision for each in ScriptDirectory(str(migrate.SCRIPTS)).walk_revisions()]


def tables_of(database):
    """The columns that there are now, by table."""
    found = inspect(database.engine)
    return {
        name: {each["name"] for each in found.get_columns(name)}
        for name in found.get_table_names()
        if name in Base.metadata.tables
    }


def test_every_migration_goes_down_and_up_with_rows_in_every_table(database_settings):
    database = Database(database_settings)
    fill(database)
    assert all(told(database).values())
    before, kept = told(database), tables_of(database)
    for revision in [*REVISIONS[1:], "base"]:
        migrate.downgrade(database_settings, revision)
        if revision == REVISIONS[-1]:
            # The tables of the first version, with the rows that they had.
            left = tables_of(database)
            database.dispose()
            counts = {name: rows_in(database, name) for name in left}
    assert {name: len(before[name]) for name in left} == counts
    for revision in reversed(REVISIONS):
        migrate.upgrade(database_settings, revision)
    assert tables_of(database) == kept
    database.dispose()


def rows_in(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(unmapped(table)))


@pytest.mark.parametrize("revision", ["0019", "0020", "0022", "0023", "0024", "0025"])
def test_what_an_earlier_version_knows_is_the_same_after_the_way_there_and_back(
    database_settings, revision
):
    database = Database(database_settings)
    migrate.downgrade(database_settings, revision)
    known = tables_of(database)
    database.dispose()
    migrate.upgrade(database_settings)
    fill(database)
    before = told(database, known)
    assert all(before.values())
    database.dispose()
    migrate.downgrade(database_settings, revision)
    migrate.upgrade(database_settings)
    assert told(database, known) == before
    database.dispose()


@pytest.fixture
def stored(database):
    """A plain link, a frozen one, one of a page that was being made, a curve and rules."""
    with database.transaction() as session:
        made = publications.create(session, publications.NewPublication("run", "frozen", "r"))
        kinds = {
            "plain": {},
            "frozen": {"publication_id": made.id},
            "hidden": {"is_hidden": True},
        }
        for name, manner in kinds.items():
            shares.create(session, shares.NewShare("run", f"hash of {name}", "r", **manner))
        session.execute(update(Share).where(Share.token_hash == "hash of plain").values(views=7))
        published_curves.create(session, curve())
        asked.limit_accounts(session, 4)
        asked.limit_queued(session, 9)
    return database


def curve():
    return published_curves.NewCurve(
        title="MBPO", algorithm="MBPO", source="Janner et al. 2019", url="https://arxiv.org/x",
        environment="Pendulum-v1", metric="return/real",
        points={"step": [0, 1_000], "value": [-1_200.5, -150.25]},
    )  # fmt: skip


def links(database):
    with database.reading() as session:
        rows = session.execute(select(Share.token_hash, Share.revoked_at))
        return {row.token_hash.removeprefix("hash of "): row.revoked_at is None for row in rows}


def test_an_earlier_version_shows_no_frozen_link_and_keeps_the_others(stored, database_settings):
    stored.dispose()
    migrate.downgrade(database_settings, "0023")
    assert "publications" not in tables_of(stored)
    stored.dispose()
    migrate.upgrade(database_settings)
    assert links(stored) == {"plain": True, "frozen": False, "hidden": False}
    with stored.reading() as session:
        plain = shares.find(session, "hash of plain")
        assert (plain.views, plain.note, plain.opened_at) == (0, "", None)
        assert not plain.is_embeddable
        assert publications.newest(session, 9) == []


def test_published_curves_come_to_a_store_that_has_runs_and_leave_the_rest(
    stored, database_settings
):
    with stored.reading() as session:
        (there,) = published_curves.list_all(session)
        assert there.points == curve().points
    stored.dispose()
    migrate.downgrade(database_settings, "0020")
    assert "published_curves" not in tables_of(stored)
    assert rows_in(stored, "shares") == 3
    stored.dispose()
    migrate.upgrade(database_settings)
    with stored.transaction() as session:
        assert published_curves.list_all(session) == []
        published_curves.create(session, curve())


def test_the_limit_of_what_waits_comes_and_goes_alone(stored, database_settings):
    stored.dispose()
    migrate.downgrade(database_settings, "0024")
    stored.dispose()
    migrate.upgrade(database_settings)
    with stored.reading() as session:
        rules = rules_of(session)
        assert (rules.max_running_per_account, rules.max_queued_per_account) == (4, None)
