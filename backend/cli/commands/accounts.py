"""`branchpoint accounts`: who may sign in, made and mended on the machine of the database."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from backend.cli.instance.given_settings import given
from backend.cli.instance.storage import migrated, opened
from backend.cli.instance.tokens import new_token
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import age, columns, say
from backend.db import accounts as stored
from backend.db import audit, invitations
from backend.db.account_tables import Account
from backend.db.base import database_now
from backend.db.settings import DatabaseSettings
from backend.passwords import LONGEST, SHORTEST, hashed
from backend.roles import ROLES
from backend.secret_tokens import token_hash
from backend.settings import WebSettings


class Act(StrEnum):
    """What can be done to accounts."""

    ADD = "add"
    RESET = "reset"
    DISABLE = "disable"
    ENABLE = "enable"


Doing = Annotated[Act | None, typer.Argument(help="Without it they are listed.")]
Login = Annotated[str | None, typer.Argument(metavar="[LOGIN]", help="Who it is for.")]
Named = Annotated[str | None, typer.Option("--name", help="Who it is; the login without it.")]
AsRole = Annotated[str, typer.Option("--role", help="admin, editor or viewer.")]


@dataclass(frozen=True)
class NewAccount:
    """Of an account that is made: who it is, what it may do, its password."""

    name: str | None
    role: str
    password: str


def accounts(
    act: Doing = None, login: Login = None, name: Named = None, role: AsRole = "admin"
) -> None:
    """List who may sign in, or: add LOGIN, reset LOGIN, disable LOGIN, enable LOGIN.

    A new account's password is asked for, or read from standard input. `reset` prints a link that
    sets a new one, once. It works on the database of the instance here.
    """
    if act is not None and not login:
        raise bad_input("LOGIN", "none", "an e-mail address or a short name")
    settings = given(DatabaseSettings)
    migrated(settings)
    with opened(settings) as database:
        if act is None:
            with database.reading() as session:
                _list(session)
            return
        new = NewAccount(name, role, _password() if act is Act.ADD else "")
        with database.transaction() as session:
            told = _done(session, act, login or "", new)
    say(told)


def _done(session: Session, act: Act, login: str, new: NewAccount) -> str:
    if act is Act.ADD:
        account = _added(session, login, new)
        told = f"{account.login} may sign in as {account.role}."
    else:
        account = _known(session, login)
        told = _changed(session, act, account)
    deed = f"accounts_{act.value}"
    audit.record(session, audit.Deed(None, "the owner of the machine", deed, account.id, ""))
    return told


def _added(session: Session, login: str, new: NewAccount) -> Account:
    if new.role not in ROLES:
        raise bad_input("--role", new.role, ", ".join(ROLES))
    if stored.find(session, login) is not None:
        raise bad_input("LOGIN", login, "one that is not taken")
    name = new.name or login
    return stored.create(session, login, name, new.role, hashed(new.password))


def _changed(session: Session, act: Act, account: Account) -> str:
    if act is Act.RESET:
        token = new_token()
        lifetime = invitations.RESET_LIFETIME
        invitations.create(session, token_hash(token), account.role, lifetime, account)
        return f"{given(WebSettings).public_url.rstrip('/')}/join#{token}"
    if act is Act.DISABLE:
        account.disabled_at = database_now(session)
        stored.end_credentials(session, account.id)
        return f"{account.login} cannot sign in any more; what it made stays."
    account.disabled_at = None
    return f"{account.login} may sign in again as {account.role}."


def _known(session: Session, login: str) -> Account:
    account = stored.find(session, login)
    if account is None:
        told = f"there is no account {login!r}; see branchpoint accounts."
        raise Failure(told, ExitCode.NOT_FOUND)
    return account


def _password() -> str:
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    if not SHORTEST <= len(password) <= LONGEST:
        allowed = f"{SHORTEST} to {LONGEST} characters"
        raise bad_input("password", f"{len(password)} characters", allowed)
    return password


def _list(session: Session) -> None:
    rows = [
        (each.login, each.name, each.role, age(each.created_at.isoformat()), _state(each))
        for each in stored.list_all(session)
    ]
    say(columns(("login", "name", "role", "made", "state"), rows, ("login", "name")))


def _state(account: Account) -> str:
    return "may sign in" if account.disabled_at is None else "disabled"
