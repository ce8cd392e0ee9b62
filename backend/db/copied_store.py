"""A whole store copied into another database, table by table, and compared row by row."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, RowMapping, Table, func, insert, inspect, select, text

# Their modules bring all tables with them.
from backend.db.account_tables import Account
from backend.db.migrate import Progress
from backend.db.publication_tables import Publication
from backend.db.published_tables import PublishedCurve
from backend.db.queue_tables import QueueRules

TABLES = tuple((Account, Publication, PublishedCurve, QueueRules)[0].metadata.sorted_tables)
VERSION_TABLE = "alembic_version"
AT_ONCE = 200
DIGEST_BITS = 256


class NotEmpty(Exception):
    """The database that was to be filled holds something; the message says what."""


class Differs(Exception):
    """The copy is not what was copied; the message names the table."""


@dataclass(frozen=True)
class TableSum:
    """What a table holds, in two words that every database agrees on.

    Attributes:
        rows: How many rows.
        checksum: The sum of their SHA-256, hexadecimal: the same in whichever order they come.
    """

    rows: int
    checksum: str


class _Adding:
    """Rows that are added up."""

    def __init__(self) -> None:
        self._rows = self._sum = 0

    def add(self, row: RowMapping) -> None:
        self._rows += 1
        told = json.dumps([_plain(value) for value in row.values()], sort_keys=True)
        self._sum += int.from_bytes(hashlib.sha256(told.encode()).digest(), "big")

    def result(self) -> TableSum:
        return TableSum(self._rows, f"{self._sum % 2**DIGEST_BITS:064x}")


def _plain(value: object) -> object:
    """A stored value as both databases tell it.

    PostgreSQL keeps numbers of documents as decimals: 1e22 comes back as a whole number.
    """
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def sums(connection: Connection) -> dict[str, TableSum]:
    """What every table of a store holds."""
    return {table.name: _sum_of(connection, table) for table in TABLES}


def _sum_of(connection: Connection, table: Table) -> TableSum:
    adding = _Adding()
    rows = connection.execute(select(table), execution_options={"yield_per": AT_ONCE})
    for row in rows.mappings():
        adding.add(row)
    return adding.result()


def refuse_what_is_there(connection: Connection) -> None:
    """Pass where a database holds no row of ours and no table of anything else.

    Raises:
        NotEmpty: With what is there.
    """
    ours = {table.name: table for table in TABLES}
    for name in inspect(connection).get_table_names():
        if name == VERSION_TABLE:
            continue
        if name not in ours:
            raise NotEmpty(f"it holds a table of something else: {name}")
        if connection.execute(select(text("1")).select_from(ours[name]).limit(1)).first():
            raise NotEmpty(f"its table {name} has rows")


def copy(source: Connection, target: Connection) -> dict[str, TableSum]:
    """Copy every row of a store into an empty one of the same version, and compare both.

    Both connections are inside a transaction. Until the caller commits, nothing is there.

    Returns:
        What each table holds.

    Raises:
        NotEmpty: When the target is not empty.
        Differs: When what the target holds is not what the source holds.
    """
    refuse_what_is_there(target)
    progress = Progress("copying")
    copied = {table.name: _copy_table(source, target, table, progress) for table in TABLES}
    for table in TABLES:
        found = _sum_of(target, table)
        if found != copied[table.name]:
            raise Differs(
                f"{table.name}: {copied[table.name].rows:,} rows were copied, and "
                f"{found.rows:,} are there" + (", others" if found.rows else "")
            )
        _count_on(target, table)
    return copied


def _copy_table(
    source: Connection, target: Connection, table: Table, progress: Progress
) -> TableSum:
    adding, done = _Adding(), 0
    total = source.scalar(select(func.count()).select_from(table)) or 0
    rows = source.execute(select(table), execution_options={"yield_per": AT_ONCE})
    for part in rows.mappings().partitions(AT_ONCE):
        for row in part:
            adding.add(row)
        target.execute(insert(table), [dict(row) for row in part])
        done += len(part)
        progress(table.name, done, total)
    return adding.result()


def _count_on(target: Connection, table: Table) -> None:
    """Let numbers that the database gives go on after the last that was copied."""
    if target.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if not isinstance(column.type, Integer):
            continue
        last = select(func.max(column)).scalar_subquery()
        counter = func.pg_get_serial_sequence(table.name, column.name)
        is_counted = target.scalar(select(counter)) is not None
        if is_counted and target.scalar(select(last)) is not None:
            target.execute(select(func.setval(counter, last)))
