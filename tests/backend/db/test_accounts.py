"""Accounts come to a database that has runs, and leave them where they go again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from backend.db import accounts, experiments, migrate
from backend.db.account_tables import Account


def test_what_was_there_before_accounts_belongs_to_nobody_and_all_see_it(
    database, database_settings
):
    with database.transaction() as session:
        kept = experiments.create(session, "kept").id
        accounts.create(session, "Ada@Example.org", "Ada", "admin", None)
    migrate.downgrade(database_settings, "0015")
    with database.reading() as session:
        assert session.scalar(text("SELECT name FROM experiments")) == "kept"
    migrate.upgrade(database_settings)
    with database.reading() as session:
        row = experiments.get(session, kept)
        assert (row.account_id, row.visibility) == (None, "group")
        assert not accounts.are_used(session)


def test_the_tables_are_those_of_the_migrations(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, Account.metadata)
    missing = [each for each in found if each[0] in ("add_table", "add_column", "remove_column")]
    assert missing == []
