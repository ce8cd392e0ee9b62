"""What every table shares: ids, times, names of constraints."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12

Id = String(ID_LENGTH)
Document = JSON().with_variant(JSONB(), "postgresql")
# None is no document at all, and not the document `null`.
OptionalDocument = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
# SQLite gives a growing number by itself only to a column that is INTEGER and the primary key.
Growing = BigInteger().with_variant(Integer(), "sqlite")

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware time in UTC on every database. SQLite would hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody knows when they are."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a timezone: {value}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - the driver's value
        """Give every time its timezone."""
        if value is None:
            return None
        time: datetime = value
        return time.replace(tzinfo=UTC) if dialect.name == "sqlite" else time.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


def new_id() -> str:
    """A random id of 60 bits in Crockford's base 32, lower case: short enough for an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def database_now(session: Session) -> datetime:
    """The time by the database's clock, which all processes of an instance share.

    SQLite's is this machine's, read in this process: it is asked without a statement. The
    transaction begins before that, which may take long, and a lease is counted from then.
    """
    if session.connection().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def upsert(session: Session, entity: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that may say, in words that both databases have, what becomes of a row there."""
    return insert_of(session.get_bind().dialect.name, entity)


def insert_of(dialect: str, entity: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The same, for whoever keeps the statement."""
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(entity)
