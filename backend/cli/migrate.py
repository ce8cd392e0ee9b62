"""`branchpoint migrate`: the database's tables as this version needs them."""

from backend.cli.output import say
from backend.db import migrate as migrations
from backend.db.settings import DatabaseSettings


def migrate() -> None:
    """Bring the database's tables to this version."""
    settings = DatabaseSettings()
    if migrations.pending(settings):
        migrations.upgrade(settings)
        say("migrated")
    else:
        say("up to date")
