"""A backup brought back into an empty store."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select, update

from backend import private
from backend.cli.instance.backup import (
    ARTIFACTS,
    PRESETS,
    Manifest,
    digest_of,
    is_sqlite,
    of_file,
    read_manifest,
)
from backend.cli.instance.filled_store import fill_postgresql, refuse_full
from backend.cli.instance.held_folder import held
from backend.cli.instance.storage import opened
from backend.cli.terminal.failure import Failure
from backend.db import artifact_files, migrate
from backend.db.settings import DATABASE_FILE, DatabaseSettings
from backend.db.tables import Artifact
from backend.own_presets import folder_of

# A name that leads nowhere else, whoever wrote the list: no part begins with a dot.
PART = r"[A-Za-z0-9_][A-Za-z0-9._\-]*"
NAME = re.compile(rf"{re.escape(DATABASE_FILE)}|({ARTIFACTS}|{PRESETS})(/{PART})+")


def check(place: Path, manifest: Manifest) -> None:
    """See that every file of a backup is there as it was made.

    Raises:
        Failure: For the first that is not, or whose name leads elsewhere.
    """
    for name, (_, digest) in manifest.files.items():
        path = place / name
        if NAME.fullmatch(name) is None or not path.resolve().is_relative_to(place.resolve()):
            raise Failure(f"{place} names a file that no backup has: {name}.")
        if not path.is_file() or digest_of(path) != digest:
            raise Failure(f"{place} is damaged: {name} is not there as it was made.")


def restore(settings: DatabaseSettings, place: Path) -> Manifest:
    """Bring a backup back into an empty store, of either kind of database.

    Raises:
        Failure: When the backup is damaged, or the store is not empty; then nothing is made.
    """
    manifest = read_manifest(place)
    check(place, manifest)
    _refuse_full(settings)
    with held(settings.data):
        # An instance may have started there meanwhile.
        _refuse_full(settings)
        _bring(settings, place, manifest)
    return manifest


def _refuse_full(settings: DatabaseSettings) -> None:
    if not is_sqlite(settings):
        refuse_full(settings)
    elif (settings.data / DATABASE_FILE).exists():
        raise Failure(f"there is a store in {settings.data} already. Name an empty data folder.")


def _bring(settings: DatabaseSettings, place: Path, manifest: Manifest) -> None:
    with _drafted(settings, place, manifest) as draft:
        if not is_sqlite(settings):
            fill_postgresql(draft, settings)
        _put_artifacts(settings.artifacts, place, manifest)
        for name in manifest.files:
            if name.startswith(f"{PRESETS}/"):
                private.make_folder(folder_of(settings.data))
                shutil.copyfile(place / name, folder_of(settings.data) / Path(name).name)
        if is_sqlite(settings):
            (draft.data / DATABASE_FILE).replace(settings.data / DATABASE_FILE)


@contextmanager
def _drafted(
    settings: DatabaseSettings, place: Path, manifest: Manifest
) -> Iterator[DatabaseSettings]:
    """The database of a backup as a file of this version, whose artifacts lie where they will."""
    draft = settings.data / f".restoring-{secrets.token_hex(4)}"
    private.make_folder(draft)
    try:
        shutil.copyfile(place / DATABASE_FILE, draft / DATABASE_FILE)
        (draft / DATABASE_FILE).chmod(0o600)
        drafted = of_file(settings, draft)
        migrate.upgrade(drafted)
        with opened(drafted) as store, store.engine.begin() as connection:
            _move_artifacts(connection, manifest.artifacts_url, settings.artifacts)
        yield drafted
    finally:
        shutil.rmtree(draft)


def _move_artifacts(connection: Connection, former: str, now: str) -> None:
    """Let rows name artifacts where they lie now."""
    own = Artifact.uri.startswith(f"{former}/", autoescape=True)
    for artifact_id, uri in connection.execute(select(Artifact.id, Artifact.uri).where(own)).all():
        moved = now + uri.removeprefix(former)
        connection.execute(update(Artifact).where(Artifact.id == artifact_id).values(uri=moved))


def _put_artifacts(address: str, place: Path, manifest: Manifest) -> None:
    for name in manifest.files:
        if name.startswith(f"{ARTIFACTS}/"):
            with (place / name).open("rb") as source:
                artifact_files.write(address + name.removeprefix(ARTIFACTS), source)
