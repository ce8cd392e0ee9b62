"""A store as a whole: copied to PostgreSQL, backed up, brought back, and cleaned up."""

import hashlib
import json
import secrets
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, select, text, update

from backend.cli.instance import backup as backup_module
from backend.cli.instance.backup import MANIFEST, back_up
from backend.cli.instance.filled_store import fill_postgresql
from backend.cli.instance.restoring import restore
from backend.cli.terminal.failure import Failure
from backend.db import asked, changes, copied_store, experiments, migrate, queue, workers
from backend.db.session import Database
from backend.db.settings import DATABASE_FILE, DatabaseSettings
from backend.db.tables import Artifact, Run, SavedView
from tests.backend.cli.stores import AWKWARD, checkpoint, filled, shell
from tests.backend.db.full_store import told


@pytest.fixture
def new_postgres(postgres_address, tmp_path):
    """Settings of a PostgreSQL database that nobody has used yet."""
    name = f"copy_{secrets.token_hex(4)}_test"
    there = create_engine(
        DatabaseSettings(database_url=postgres_address).url, isolation_level="AUTOCOMMIT"
    )
    with there.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = postgres_address.replace("branchpoint_test", name)
    yield DatabaseSettings(data=tmp_path / "with-postgres", database_url=address)
    with there.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    there.dispose()


@pytest.mark.postgres
def test_a_sqlite_store_moves_to_postgresql_and_goes_on_there(
    sqlite_settings, new_postgres, tmp_path
):
    source = filled(sqlite_settings)
    before = told(source)
    source.dispose()
    address = new_postgres.database_url.get_secret_value()
    branchpoint = shell(sqlite_settings, tmp_path)
    said = branchpoint("migrate-store", "-", given=f"{address}\n")
    assert "the same checksums" in said
    target = Database(new_postgres)
    assert told(target) == before
    assert told(source) == before
    # Numbers that the database gives go on after those that were copied.
    with target.transaction() as session:
        last = changes.latest_id(session)
        changes.record(session, "worker", "queue")
        assert changes.latest_id(session) == last + 1
        (again,) = session.scalars(select(SavedView.state))
        assert again == AWKWARD
    with target.transaction() as session:
        asked.pause_queue(session, is_on=False)
        assert queue.claim(session, "w" * 12, 60) is not None
    target.dispose()
    source.dispose()
    branchpoint("migrate-store", address, rc=1)
    assert "the target is not empty: its table" in branchpoint.errors


@pytest.mark.postgres
def test_what_cannot_be_copied_whole_is_not_copied_at_all(
    sqlite_settings, new_postgres, monkeypatch
):
    filled(sqlite_settings)
    honest = copied_store._sum_of

    def lies(connection, table):
        found = honest(connection, table)
        of_target = connection.dialect.name == "postgresql" and table.name == "shares"
        return copied_store.TableSum(found.rows, "0" * 64) if of_target else found

    monkeypatch.setattr(copied_store, "_sum_of", lies)
    with pytest.raises(Failure, match=r"nothing was copied: shares: 1 rows were copied"):
        fill_postgresql(sqlite_settings, new_postgres)
    target = Database(new_postgres)
    assert not any(told(target).values())
    monkeypatch.undo()
    rows = fill_postgresql(sqlite_settings, new_postgres)
    assert rows == {name: len(each) for name, each in told(target).items()}
    target.dispose()


@pytest.mark.postgres
def test_a_database_of_something_else_is_left_as_it_is(sqlite_settings, new_postgres):
    filled(sqlite_settings)
    target = Database(new_postgres)
    with target.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ledger (id int)"))
    with pytest.raises(Failure, match="a table of something else: ledger"):
        fill_postgresql(sqlite_settings, new_postgres)
    with target.engine.begin() as connection:
        there = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        )
        assert there.all() == ["ledger"]
    target.dispose()


@pytest.mark.parametrize("target", ["sqlite:///x.db", "nonsense", "https://x.example", ""])
def test_only_postgresql_is_a_target(sqlite_settings, tmp_path, target):
    branchpoint = shell(sqlite_settings, tmp_path)
    branchpoint("migrate-store", target, rc=2)
    assert "an address as postgresql://" in branchpoint.errors


def test_a_store_that_is_at_work_or_not_there_is_not_copied(sqlite_settings, tmp_path):
    store = Database(sqlite_settings)
    with store.transaction() as session:
        workers.register(session, "the-node", 1, 1, "0")
    store.dispose()
    branchpoint = shell(sqlite_settings, tmp_path)
    branchpoint("migrate-store", "postgresql://nowhere/x", rc=1)
    assert "a worker is at work on this store (on the-node)" in branchpoint.errors
    empty = DatabaseSettings(data=tmp_path / "empty")
    shell(empty, tmp_path)("migrate-store", "postgresql://nowhere/x", rc=1)
    assert not (tmp_path / "empty").exists()


def test_a_checksum_tells_of_any_change_and_of_no_order(sqlite_settings):
    store = filled(sqlite_settings)
    with store.engine.begin() as connection:
        before = copied_store.sums(connection)
        row = connection.execute(text("SELECT * FROM saved_views")).mappings().one()
        assert copied_store.sums(connection) == before
        connection.execute(text("UPDATE runs SET notes = 'x' WHERE seed = 1"))
        changed = copied_store.sums(connection)
        assert {name for name, each in changed.items() if each != before[name]} == {"runs"}
        connection.execute(text("UPDATE runs SET notes = '' WHERE seed = 1"))
        connection.execute(text("UPDATE runs SET rowid = 1000 - rowid"))
        assert copied_store.sums(connection) == before
        assert row["name"]
    store.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_settings(request, tmp_path):
    """Settings of a store that is not there yet, of both kinds."""
    if request.param == "sqlite":
        return DatabaseSettings(data=tmp_path / "restored")
    return request.getfixturevalue("new_postgres")


def without_places(rows):
    """What a store holds but where artifacts lie, and how far its version came."""
    return {name: each for name, each in rows.items() if name != "artifacts"}


def test_a_backup_of_either_database_comes_back_into_either(
    database_settings, empty_settings, tmp_path
):
    store = filled(database_settings)
    before = told(store)
    (database_settings.data / "presets").mkdir()
    (database_settings.data / "presets" / "mine.yaml").write_text("a: 1")
    made = back_up(database_settings, tmp_path / "backup")
    assert made.missing == ()
    assert made.rows_of("runs") == 3
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    # What is written later is not in it.
    with store.transaction() as session:
        session.execute(update(Run).values(name="renamed"))
    empty_settings.data.mkdir()
    restore(empty_settings, tmp_path / "backup")
    again = Database(empty_settings)
    assert without_places(told(again)) == without_places(before)
    with again.reading() as session:
        for artifact in session.scalars(select(Artifact)):
            assert artifact.uri.startswith(f"{empty_settings.artifacts}/runs/")
            content = Path(artifact.uri).read_bytes()
            assert hashlib.sha256(content).hexdigest() == artifact.sha256
    assert (empty_settings.data / "presets" / "mine.yaml").read_text() == "a: 1"
    assert [each.name for each in empty_settings.data.iterdir() if "restoring" in each.name] == []
    again.dispose()
    store.dispose()
    with pytest.raises(Failure, match=r"already|not empty"):
        restore(empty_settings, tmp_path / "backup")


def test_a_checkpoint_that_is_replaced_meanwhile_is_in_it_as_the_rows_say(
    sqlite_settings, tmp_path, monkeypatch
):
    store = filled(sqlite_settings)
    copied = backup_module._copied_artifacts
    tries = []

    def replaces(*given):
        if not tries:
            # After the rows were copied and before the files are: both checkpoints go.
            with store.transaction() as session:
                rows = session.scalars(select(Artifact)).all()
                for row in rows:
                    Path(row.uri).unlink()
                    session.delete(row)
                session.add(checkpoint(sqlite_settings, rows[0].run_id, 300))
        tries.append(1)
        return copied(*given)

    monkeypatch.setattr(backup_module, "_copied_artifacts", replaces)
    made = back_up(sqlite_settings, tmp_path / "backup")
    assert (made.missing, len(tries)) == ((), 2)
    assert [name for name in made.files if name.startswith("artifacts/")] == [
        name for name in made.files if name.endswith("checkpoint-300-1.pt")
    ]
    store.dispose()


def test_a_file_that_was_never_there_is_told_and_the_rest_is_kept(sqlite_settings, tmp_path):
    store = filled(sqlite_settings)
    with store.reading() as session:
        lost = session.scalars(select(Artifact.uri)).first()
    Path(lost).unlink()
    branchpoint = shell(sqlite_settings, tmp_path)
    branchpoint("backup", str(tmp_path / "backup"))
    assert "1 files that runs name were not there" in branchpoint.errors
    assert json.loads((tmp_path / "backup" / MANIFEST).read_text())["missing"] == [lost]
    store.dispose()


def test_a_backup_is_whole_or_not_there(sqlite_settings, tmp_path, monkeypatch):
    filled(sqlite_settings)

    def fails(*_):
        raise OSError("no room")

    monkeypatch.setattr(backup_module, "_not_there", fails)
    with pytest.raises(OSError, match="no room"):
        back_up(sqlite_settings, tmp_path / "b" / "backup")
    assert list((tmp_path / "b").iterdir()) == []
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("mine")
    with pytest.raises(Failure, match="is empty"):
        back_up(sqlite_settings, tmp_path / "thesis")


@pytest.fixture
def made(sqlite_settings, tmp_path):
    """A backup, and an empty place to bring it back to."""
    filled(sqlite_settings)
    back_up(sqlite_settings, tmp_path / "backup")
    (tmp_path / "new").mkdir()
    return tmp_path / "backup", DatabaseSettings(data=tmp_path / "new")


@pytest.mark.parametrize(
    "name",
    ["../../owned", "artifacts/../../owned", "/etc/owned", "artifacts/.ssh/owned",
     "artifacts//owned", "presets/../owned", "instance.json", "artifacts\\..\\owned"],
)  # fmt: skip
def test_attack_8_a_backup_whose_names_lead_elsewhere_is_refused(made, name):
    place, target = made
    told_ = json.loads((place / MANIFEST).read_text())
    told_["files"][name] = [1, "0" * 64]
    (place / MANIFEST).write_text(json.dumps(told_))
    with pytest.raises(Failure, match="names a file that no backup has"):
        restore(target, place)
    assert list(target.data.iterdir()) == []


def test_attack_8_a_link_in_a_backup_is_not_followed(made, tmp_path):
    place, target = made
    secret = tmp_path / "secret"
    secret.write_text("not for you")
    name = next(each for each in (place / "artifacts").rglob("*.pt"))
    name.unlink()
    name.symlink_to(secret)
    with pytest.raises(Failure, match="names a file that no backup has"):
        restore(target, place)


def test_a_backup_that_is_refused_leaves_nothing(made, tmp_path):
    place, target = made
    (target.data / DATABASE_FILE).write_bytes(b"a store")
    with pytest.raises(Failure, match="there is a store in"):
        restore(target, place)
    assert [each.name for each in target.data.iterdir()] == [DATABASE_FILE]
    (place / MANIFEST).write_text("{")
    nowhere = DatabaseSettings(data=tmp_path / "nowhere")
    with pytest.raises(Failure, match="is no backup"):
        restore(nowhere, place)
    assert not nowhere.data.exists()


@pytest.mark.postgres
def test_a_backup_for_a_database_that_is_full_leaves_nothing(made, tmp_path, postgres_address):
    place, _ = made
    target = DatabaseSettings(data=tmp_path / "nowhere", database_url=postgres_address)
    store = Database(target)
    with store.transaction() as session:
        experiments.create(session, "somebody's")
    store.dispose()
    with pytest.raises(Failure, match="the target is not empty"):
        restore(target, place)
    assert not target.data.exists()


@pytest.mark.parametrize("what", ["artifact", "database", "list", "format"])
def test_a_damaged_backup_brings_nothing_back(made, what):
    place, target = made
    if what == "artifact":
        next((place / "artifacts").rglob("*.pt")).write_bytes(b"another")
    elif what == "database":
        with (place / DATABASE_FILE).open("r+b") as file:
            file.truncate(5_000)
    elif what == "list":
        (place / MANIFEST).write_text("{")
    else:
        later = json.loads((place / MANIFEST).read_text()) | {"format": 2, "version": "9"}
        (place / MANIFEST).write_text(json.dumps(later))
    with pytest.raises(Failure, match=r"is damaged|is no backup|is a later one"):
        restore(target, place)
    assert list(target.data.iterdir()) == []


def test_a_backup_of_an_earlier_version_is_brought_to_this_one(sqlite_settings, tmp_path):
    filled(sqlite_settings)
    migrate.downgrade(sqlite_settings, "0024")
    made = back_up(sqlite_settings, tmp_path / "backup")
    assert (made.revision, dict(made.tables)) == ("0024", {})
    new = DatabaseSettings(data=tmp_path / "new")
    new.data.mkdir()
    restore(new, tmp_path / "backup")
    assert not migrate.pending(new)


@pytest.mark.postgres
def test_connections_and_statements_have_the_limits_that_are_set(postgres_address, tmp_path):
    settings = DatabaseSettings(
        data=tmp_path, database_url=SecretStr(postgres_address), statement_seconds=0.2,
        database_connections=20, connection_wait_seconds=0.5,
    )  # fmt: skip
    store = Database(settings)
    assert (store.engine.pool.size(), store.engine.pool._max_overflow) == (20, 0)
    assert store.engine.pool._timeout == 0.5
    with pytest.raises(Exception, match="statement timeout"), store.reading() as session:
        session.execute(text("SELECT pg_sleep(30)"))
    with store.reading() as session:
        assert session.scalar(text("SHOW statement_timeout")) == "200ms"
        assert session.scalar(text("SHOW lock_timeout")) == "15s"
    store.dispose()
