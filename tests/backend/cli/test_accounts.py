"""`branchpoint accounts`, and what starts with it beyond loopback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.beyond_loopback import NotOnLoopback, refuse_beyond_loopback
from backend.db import accounts
from backend.settings import WebSettings

BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
OPEN = WebSettings(host="0.0.0.0", public_url="https://lab.example.org")


@pytest.fixture
def command(sqlite_settings, tmp_path):
    def run(*arguments, typed=""):
        settings = {"BRANCHPOINT_DATA": str(sqlite_settings.data), "BRANCHPOINT_DATABASE_URL": ""}
        return subprocess.run(
            [BRANCHPOINT, *arguments],
            env=os.environ | settings | {"COLUMNS": "120"},
            input=typed,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )

    return run


def test_an_account_is_made_listed_disabled_and_reset(command):
    made = command("accounts", "add", "Ada@example.org", "--name", "Ada", typed="a long password\n")
    assert made.stdout == "ada@example.org may sign in as admin.\n", made.stderr
    assert "ada@example.org" in command("accounts").stdout
    reset = command("accounts", "reset", "ada@example.org")
    assert reset.stdout.startswith("/join#")
    assert len(reset.stdout.strip()) > 40
    assert "cannot sign in" in command("accounts", "disable", "ada@example.org").stdout
    assert "disabled" in command("accounts").stdout
    assert "may sign in again" in command("accounts", "enable", "ada@example.org").stdout


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("add", "ada"), "short\n", "10 to 200 characters"),
        (("add", "ada", "--role", "king"), "a long password\n", "viewer, editor, admin"),
        (("add",), "", "LOGIN"),
        (("reset", "nobody"), "", "there is no account 'nobody'"),
    ],
)
def test_wrong_usage_is_told_and_makes_nothing(command, arguments, typed, told):
    done = command("accounts", *arguments, typed=typed)
    assert done.returncode in (2, 4)
    assert told in done.stderr
    assert "ada" not in command("accounts").stdout


def test_beyond_loopback_an_administrator_and_a_name_are_needed(database):
    refuse_beyond_loopback(database, WebSettings())
    with pytest.raises(NotOnLoopback, match="BRANCHPOINT_PUBLIC_URL"):
        refuse_beyond_loopback(database, WebSettings(host="0.0.0.0"))
    for web in (OPEN, WebSettings(public_url="https://lab.example.org")):
        with pytest.raises(NotOnLoopback, match="branchpoint accounts add"):
            refuse_beyond_loopback(database, web)
    with database.transaction() as session:
        accounts.create(session, "ed", "Ed", "editor", None)
    with pytest.raises(NotOnLoopback, match="branchpoint accounts add"):
        refuse_beyond_loopback(database, OPEN)
    with database.transaction() as session:
        accounts.create(session, "ada", "Ada", "admin", None)
    refuse_beyond_loopback(database, OPEN)


def test_up_refuses_beyond_loopback_without_an_account(command):
    done = command("up", "--host", "0.0.0.0", "--public-url", "https://lab.example.org")
    assert done.returncode == 2
    assert "branchpoint accounts add LOGIN" in done.stderr


@pytest.mark.parametrize("url", ["lab", "ftp://x.org", "https://x.org/a b", "https://u:p@x.org"])
def test_a_public_address_is_a_plain_one(url):
    with pytest.raises(ValueError, match="public_url"):
        WebSettings(public_url=url)


def test_a_public_address_makes_cookies_secure_and_is_answered():
    assert OPEN.is_secure
    assert "lab.example.org" in OPEN.answered_hosts
    assert not WebSettings(public_url="http://lab.example.org").is_secure
