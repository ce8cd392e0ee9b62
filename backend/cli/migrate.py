"""`branchpoint migrate`: the database's tables as this version needs them."""

from backend.cli import instance
from backend.cli.folder import close_to_others
from backend.cli.output import say
from backend.cli.storage import migrated
from backend.db.settings import DatabaseSettings


def migrate() -> None:
    """Bring the database's tables to this version."""
    close_to_others(instance.data_folder())
    say("migrated" if migrated(DatabaseSettings()) else "up to date")
