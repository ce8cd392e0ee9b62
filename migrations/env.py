"""How Alembic reaches the database: with the settings and the engine of the program itself."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from backend.db.account_tables import Account
from backend.db.base import UtcDateTime
from backend.db.publication_tables import Publication
from backend.db.published_tables import PublishedCurve
from backend.db.queue_tables import QueueRules
from backend.db.session import create_database_engine
from backend.db.settings import DatabaseSettings

# Their modules bring all others with them.
TABLES = (Account, Publication, PublishedCurve, QueueRules)
target_metadata = TABLES[0].metadata


def render(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Our own column type as the plain one it stores: a migration never imports our code."""
    is_time = kind == "type" and isinstance(item, UtcDateTime)
    return "sa.DateTime(timezone=True)" if is_time else False


def run() -> None:
    settings = context.config.attributes.get("settings") or DatabaseSettings()
    # A migration takes as long as there are rows.
    engine = create_database_engine(settings.model_copy(update={"statement_seconds": 0.0}))
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
