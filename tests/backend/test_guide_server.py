"""The page "One server for a group": its commands, in its order, as they stand there.

Names, ports, files and the database stand for those of a reader.
"""

import secrets
import sys
from pathlib import Path

import pytest

from backend.cli.instance.listening import free_port
from backend.db import accounts, credentials
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.db.tables import Run
from backend.secret_tokens import token_hash
from tests.backend.access.people import PASSWORD
from tests.backend.cli.conftest import answers, plain_environment
from tests.backend.cli.test_stores import new_postgres
from tests.backend.guide_blocks import a_shell, of_setup
from tests.backend.serving import certificate

__all__ = ["new_postgres"]


def token_of(settings, login):
    """A token that somebody made on the page."""
    token = secrets.token_urlsafe(32)
    database = Database(settings)
    with database.transaction() as session:
        made = credentials.create(session, "api", token_hash(token), "test")
        made.account_id = accounts.find(session, login).id
    database.dispose()
    return token


def runs_of(settings):
    """State and name of each run."""
    database = Database(settings)
    with database.reading() as session:
        found = [(run.status, run.name) for run in session.query(Run)]
    database.dispose()
    return found


@pytest.mark.long
@pytest.mark.postgres
def test_a_reader_of_the_page_has_a_server(new_postgres, tmp_path):
    folder, here = tmp_path / "reader", DatabaseSettings(data=tmp_path / "data")
    folder.mkdir()
    cert, key = certificate(tmp_path, "localhost")
    own, first, second, behind = (free_port("127.0.0.1", 0, or_next=False) for _ in range(4))
    address = new_postgres.database_url.get_secret_value()
    (folder / "file-with-the-address").write_text(f"{address}\n")
    stands_for = {
        "--host 0.0.0.0 --port 443": f"--host 127.0.0.1 --port {own}",
        "https://branchpoint.example.org": f"https://localhost:{own}",
        "/etc/ssl/branchpoint.pem": str(cert),
        "/etc/ssl/branchpoint.key": str(key),
        "/srv/branchpoint": str(here.data),
        "postgresql://USER:PASSWORD@HOST/branchpoint": f"'{address}'",
        "--port 8710": f"--port {first}",
        "--port 8711": f"--port {second}",
    }
    environment = plain_environment(
        PATH=f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin",
        SSL_CERT_FILE=str(cert),
        BRANCHPOINT_PORT=str(behind),
        BRANCHPOINT_SLOTS="1",
    )
    with a_shell(folder, environment, stands_for) as shell:
        follow(shell, here, [f"http://127.0.0.1:{port}" for port in (first, second)])
    assert runs_of(here) == runs_of(new_postgres)
    assert [status for status, _ in runs_of(here)] == [Status.SUCCEEDED]
    backups = sorted(each.name for each in (folder / "BACKUP").iterdir())
    assert backups == ["2026-11-30", "before-the-upgrade"]


def follow(shell, here, apis):
    """Do what the page says, one block after the other."""
    for block in of_setup("server"):
        if "branchpoint up" in block.code:
            shell.stop_all()
            shell.start(block)
        elif block.mark.startswith("stays"):
            shell.start(block, lambda: all(answers(api) for api in apis))
        else:
            if "THE-TOKEN" in block.code:
                shell.stands_for["THE-TOKEN"] = token_of(here, "ada@example.org")
            if "migrate-store" in block.code:
                shell.stop_all()
            shell.do(block, given=f"{PASSWORD}\n")
