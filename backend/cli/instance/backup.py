"""A whole store as a folder: database, artifacts, presets, and a list of what is in it."""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from alembic.migration import MigrationContext
from sqlalchemy import select

from backend import private
from backend.cli.instance.storage import opened
from backend.cli.terminal.failure import Failure, bad_input
from backend.db import copied_store, migrate
from backend.db.artifact_files import UNFINISHED, reached
from backend.db.settings import DATABASE_FILE, DatabaseSettings
from backend.db.tables import Artifact
from backend.own_presets import folder_of
from backend.version import VERSION

MANIFEST, ARTIFACTS, PRESETS = "backup.json", "artifacts", "presets"
FORMAT = 1
# Old checkpoints are removed while runs go on: what the copied rows name may be gone by its turn.
TRIES = 5
BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        format: Of the folder.
        version: Of the program that made it.
        made_at: When, as ISO 8601 in UTC.
        kind: Of the database that it is of: sqlite or postgresql.
        revision: The migration that its tables are of.
        artifacts_url: Where the artifacts lay that rows name.
        tables: Rows and checksum of each table; empty where the tables were of another version.
        files: Bytes and SHA-256 of each file, by its path in the folder.
        missing: Artifacts that rows name and that were not there, by their addresses.
    """

    format: int
    version: str
    made_at: str
    kind: str
    revision: str | None
    artifacts_url: str
    tables: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, tuple[int, str]]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())

    def rows_of(self, table: str) -> int | None:
        """How many rows a table has; None where that was not counted."""
        known = self.tables.get(table)
        return None if known is None else int(known["rows"])


def back_up(settings: DatabaseSettings, place: Path) -> Manifest:
    """Copy a store into a new folder, whole or not at all. The instance may run meanwhile.

    Raises:
        Failure: When something lies there, or a PostgreSQL database is of another version.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise bad_input("FOLDER", str(place), "one that is not there yet, or is empty")
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.partial")
    private.make_folder(draft)
    try:
        manifest = _filled(settings, draft)
        private.write(draft / MANIFEST, json.dumps(asdict(manifest), indent=1))
        if place.exists():
            place.rmdir()
        draft.rename(place)
    except BaseException:
        shutil.rmtree(draft)
        raise
    return manifest


def _filled(settings: DatabaseSettings, draft: Path) -> Manifest:
    files: dict[str, tuple[int, str]] = {}
    missing: tuple[str, ...] = ()
    for _ in range(TRIES):
        (draft / DATABASE_FILE).unlink(missing_ok=True)
        _save_database(settings, draft)
        files |= _copied_artifacts(settings.artifacts, draft / ARTIFACTS, files)
        before, missing = missing, _not_there(settings, draft, files)
        if not missing or missing == before:
            break
    for preset in sorted(folder_of(settings.data).glob("*.yaml")):
        with preset.open("rb") as source:
            files[f"{PRESETS}/{preset.name}"] = _copied(source, draft / PRESETS / preset.name)
    with opened(of_file(settings, draft)) as store, store.engine.connect() as connection:
        is_behind = migrate.is_behind(connection)
        told = {} if is_behind else copied_store.sums(connection)
        revision = MigrationContext.configure(connection).get_current_revision()
    # Last: who opens the file may change how it is kept.
    database = draft / DATABASE_FILE
    files[DATABASE_FILE] = (database.stat().st_size, digest_of(database))
    return Manifest(
        format=FORMAT,
        version=VERSION,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        kind="sqlite" if is_sqlite(settings) else "postgresql",
        revision=revision,
        artifacts_url=settings.artifacts,
        tables={name: asdict(each) for name, each in told.items()},
        files=files,
        missing=missing,
    )


def is_sqlite(settings: DatabaseSettings) -> bool:
    """Whether a store is a file of its data folder."""
    return settings.url.startswith("sqlite:")


def of_file(settings: DatabaseSettings, folder: Path) -> DatabaseSettings:
    """Settings of the SQLite file in a folder, whatever the environment names."""
    kept = {"artifacts_url": settings.artifacts, "statement_seconds": 0.0}
    return settings.model_copy(update={"data": folder, "database_url": None, **kept})


def _save_database(settings: DatabaseSettings, draft: Path) -> None:
    """The database as one SQLite file, as it was at one moment."""
    file = draft / DATABASE_FILE
    if not is_sqlite(settings):
        _save_postgresql(settings, draft)
        return
    source = settings.data / DATABASE_FILE
    if not source.exists():
        raise Failure(f"there is no store to back up in {settings.data}.")
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)
        # One file, and no other beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _save_postgresql(settings: DatabaseSettings, draft: Path) -> None:
    patient = settings.model_copy(update={"statement_seconds": 0.0})
    into = of_file(settings, draft)
    migrate.upgrade(into)
    with opened(patient) as store, opened(into) as file:
        at_one_moment = store.engine.execution_options(isolation_level="REPEATABLE READ")
        with at_one_moment.connect() as source, file.engine.begin() as target:
            if migrate.is_behind(source):
                raise Failure("the database is of another version: run branchpoint migrate first.")
            copied_store.copy(source, target)


def _copied_artifacts(
    address: str, folder: Path, known: Mapping[str, tuple[int, str]]
) -> dict[str, tuple[int, str]]:
    """Copy the files of the artifact store that are not copied yet."""
    store, root = reached(address)
    copied: dict[str, tuple[int, str]] = {}
    if not store.exists(root):
        return copied
    for path, about in store.find(root, detail=True).items():
        name = f"{ARTIFACTS}/{path.removeprefix(root).lstrip('/')}"
        there = known.get(name)
        if name.endswith(UNFINISHED) or (there is not None and there[0] == about["size"]):
            continue
        try:
            with store.open(path, "rb") as source:
                copied[name] = _copied(source, folder.parent / name)
        except FileNotFoundError:
            # An old checkpoint that was removed since it was listed.
            continue
    return copied


def _not_there(
    settings: DatabaseSettings, draft: Path, files: Mapping[str, tuple[int, str]]
) -> tuple[str, ...]:
    """Artifacts that the copied rows name and that were not copied, or not as they were made."""
    there = settings.artifacts
    with opened(of_file(settings, draft)) as store, store.reading() as session:
        rows = session.execute(select(Artifact.uri, Artifact.sha256)).all()
    return tuple(
        sorted(
            uri
            for uri, digest in rows
            if uri.startswith(f"{there}/")
            and files.get(f"{ARTIFACTS}{uri.removeprefix(there)}", (0, ""))[1] != digest
        )
    )


def _copied(source: BinaryIO, into: Path) -> tuple[int, str]:
    """Copy a file's content; its bytes and SHA-256."""
    private.make_folder(into.parent)
    size, digest = 0, hashlib.sha256()
    with into.open("wb") as target:
        while block := source.read(BLOCK):
            target.write(block)
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(place: Path) -> Manifest:
    """What a backup says that it holds.

    Raises:
        Failure: When the folder is no backup, or one of a later version.
    """
    try:
        told = json.loads((place / MANIFEST).read_text("utf-8"))
        if told["format"] != FORMAT:
            raise Failure(f"{place} was made by version {told['version']}, which is a later one.")
        told["files"] = {name: (size, digest) for name, (size, digest) in told["files"].items()}
        return Manifest(**told | {"missing": tuple(told["missing"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"{place} is no backup: {MANIFEST} cannot be read ({error}).") from error
