"""`branchpoint migrate`: the database's tables as this version needs them."""

from backend.cli.instance import instance_file
from backend.cli.instance.given_settings import given
from backend.cli.instance.held_folder import close_to_others
from backend.cli.instance.storage import migrated
from backend.cli.terminal.output import say
from backend.db.settings import DatabaseSettings


def migrate() -> None:
    """Bring the database's tables to this version."""
    close_to_others(instance_file.data_folder())
    say("migrated" if migrated(given(DatabaseSettings)) else "up to date")
