"""`branchpoint migrate-store`, `backup`, `restore-backup`, `gc`: the store as a whole."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from backend.cli.instance import instance_file
from backend.cli.instance.backup import back_up, is_sqlite
from backend.cli.instance.filled_store import fill_postgresql
from backend.cli.instance.given_settings import given
from backend.cli.instance.held_folder import held
from backend.cli.instance.restoring import restore
from backend.cli.instance.storage import migrated, opened, troubles_told
from backend.cli.instance.stray_files import Stray, remove, stray_files
from backend.cli.terminal.failure import Failure, bad_input
from backend.cli.terminal.output import columns, note, say
from backend.db import audit, clean_up, workers
from backend.db.clean_up import Rules, StoredFile
from backend.db.session import Database
from backend.db.settings import DATABASE_FILE, DatabaseSettings
from backend.private import keep_from_others
from backend.spec.size_words import size_words


def migrate_store(
    target: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="Of an empty PostgreSQL database. - reads it from standard input, so that its "
            "password stands in no list of processes.",
        ),
    ],
) -> None:
    """Copy the SQLite store of the data folder into an empty PostgreSQL database, and compare both.

    Stop the instance first. All rows are copied or none; the SQLite file stays as it is.
    """
    settings = given(DatabaseSettings)
    into = settings.model_copy(update={"database_url": SecretStr(_address(target))})
    if not is_sqlite(settings):
        raise Failure("BRANCHPOINT_DATABASE_URL is set. Unset it: the SQLite store is copied.")
    if not (settings.data / DATABASE_FILE).exists():
        raise Failure(f"there is no store to copy in {settings.data}.")
    with held(settings.data):
        migrated(settings)
        _refuse_at_work(settings)
        with troubles_told():
            rows = fill_postgresql(settings, into)
    say(columns(("table", "rows"), [(name, f"{count:,}") for name, count in rows.items()]))
    say(f"{sum(rows.values()):,} rows are in both, with the same checksums.")
    say("Start with BRANCHPOINT_DATABASE_URL set to the new address, and the same artifacts.")


def _address(target: str) -> str:
    given = sys.stdin.readline().strip() if target == "-" else target
    try:
        kind = make_url(given).get_backend_name()
    except ArgumentError:
        kind = "no address"
    if kind not in {"postgres", "postgresql"}:
        raise bad_input("URL", kind, "an address as postgresql://USER:PASSWORD@HOST/NAME")
    return given


def _refuse_at_work(settings: DatabaseSettings) -> None:
    """A worker that was started alone would go on with the store that is left behind."""
    with opened(settings) as store, store.reading() as session:
        hosts = sorted({each.host for each in workers.list_live(session)})
    if hosts:
        raise Failure(f"a worker is at work on this store (on {', '.join(hosts)}). Stop it first.")


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an empty one.")],
) -> None:
    """Copy database, artifacts and presets into a folder. The instance may run meanwhile."""
    keep_from_others()
    settings = given(DatabaseSettings)
    with troubles_told():
        made = back_up(settings, folder)
    runs = made.rows_of("runs")
    of_runs = "" if runs is None else f"{runs:,} runs, "
    say(f"{folder}: {of_runs}{len(made.files):,} files, {size_words(made.size)}")
    if made.missing:
        note(f"{len(made.missing):,} files that runs name were not there: {made.missing[0]} ...")


def restore_backup(
    folder: Annotated[Path, typer.Argument(help="What branchpoint backup made.")],
) -> None:
    """Bring a backup back into an empty data folder or an empty PostgreSQL database.

    Every file is compared with its checksum first. A backup of either kind of database goes into
    either. The artifacts go where this store keeps its own.
    """
    keep_from_others()
    settings = given(DatabaseSettings)
    with troubles_told():
        brought = restore(settings, folder)
    say(f"{len(brought.files):,} files of {brought.made_at} are back in {settings.data}.")


Keep = Annotated[
    int, typer.Option("--keep", min=0, max=2, help="Checkpoints that stay of each ended run.")
]
EndedDays = Annotated[
    float, typer.Option("--ended", min=0, help="Of runs that ended so many days ago or longer.")
]
DeletedDays = Annotated[
    float,
    typer.Option("--deleted", min=0, help="All files of runs deleted so many days ago or longer."),
]


def gc(
    *,
    delete: Annotated[
        bool, typer.Option("--delete", help="Do it. Without this it only says what it would do.")
    ] = False,
    keep: Keep = 1,
    ended: EndedDays = 7.0,
    deleted: DeletedDays = 30.0,
) -> None:
    """Say what takes room, and remove old checkpoints and files that nothing names.

    Of runs that have ended the newest checkpoint stays, so that they can be tried again; their
    curves and logs stay in any case. The instance may run meanwhile.
    """
    settings = given(DatabaseSettings)
    rules = Rules(keep, ended, deleted)
    migrated(settings)
    with opened(settings) as store:
        _say_room(store)
        files, strays = _removable(store, settings.artifacts, rules)
        if delete:
            files = _removed(store, settings.artifacts, files, strays)
    removed = "removed" if delete else "would be removed; --delete does it"
    freed = sum(each.bytes for each in files) + sum(each.bytes for each in strays)
    say(f"{len(files) + len(strays):,} files, {size_words(freed)}: {removed}")


def _say_room(store: Database) -> None:
    with store.reading() as session:
        kept = clean_up.room_taken(session)
        rows = [(f"artifacts of {each.what} runs", f"{each.files:,}", each.bytes) for each in kept]
        rows.append(("database", "", clean_up.database_bytes(session)))
    logs = [each for each in (instance_file.data_folder() / "logs").glob("*") if each.is_file()]
    rows.append(("logs", f"{len(logs):,}", sum(each.stat().st_size for each in logs)))
    told = [(what, files, size_words(size)) for what, files, size in rows]
    say(columns(("what", "files", "bytes"), told))


def _removable(
    store: Database, artifacts: str, rules: Rules
) -> tuple[list[StoredFile], list[Stray]]:
    with store.reading() as session:
        files = {
            each.id: each
            for each in [
                *clean_up.of_deleted_runs(session, rules),
                *clean_up.old_checkpoints(session, rules),
            ]
        }
        named, published = clean_up.named_files(session), clean_up.publications_of(session)
    return [*files.values()], [*stray_files(artifacts, named, published)]


def _removed(
    store: Database, artifacts: str, files: list[StoredFile], strays: list[Stray]
) -> list[StoredFile]:
    with store.transaction() as session:
        gone = clean_up.forget(session, files)
        about = f"{len(gone)} files of runs, {len(strays)} that nothing named"
        audit.record(session, audit.Deed(None, "the owner of the machine", "gc", about, ""))
    remove(artifacts, [each.uri for each in gone])
    uploads = [each.upload for each in strays if each.upload is not None]
    remove(artifacts, [each.path for each in strays if each.upload is None], uploads)
    return gone
