"""Accounts: who may sign in, as what, and how often somebody tried in vain."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Integer, delete, func, select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.account_tables import Account, SignInFailure
from backend.db.base import database_now, new_id
from backend.db.tables import Credential
from backend.db.visibility import ALL

REMEMBERED = timedelta(minutes=15)


def create(
    session: Session, login: str, name: str, role: str, password_hash: str | None
) -> Account:
    """Make an account. Its login is told apart from others without regard to case."""
    account = Account(
        id=new_id(),
        login=login.casefold(),
        name=name,
        role=role,
        password_hash=password_hash,
        created_at=database_now(session),
    )
    session.add(account)
    session.flush()
    return account


def get(session: Session, account_id: str) -> Account | None:
    """An account by its id, disabled ones included."""
    return session.get(Account, account_id)


def held(session: Session, account_id: str) -> Account:
    """An account, of which nobody else changes what it has until this transaction ends."""
    return session.get_one(Account, account_id, with_for_update=True)


def find(session: Session, login: str) -> Account | None:
    """An account by its login, disabled ones included."""
    return session.scalar(select(Account).where(Account.login == login.casefold()))


def list_all(session: Session) -> Sequence[Account]:
    """Every account, in the order of their names."""
    return session.scalars(select(Account).order_by(func.lower(Account.name), Account.id)).all()


def active_administrators(session: Session) -> int:
    """How many accounts can administer the others."""
    mine = (Account.role == "admin") & Account.disabled_at.is_(None)
    return session.scalar(select(func.count()).select_from(Account).where(mine)) or 0


def are_used(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalar(select(Account.id).limit(1)) is not None


def end_credentials(session: Session, account_id: str, but: str | None = None) -> None:
    """End every session and token of an account but one, and let open streams know."""
    now = database_now(session)
    own = (
        update(Credential)
        .where(
            Credential.account_id == account_id,
            Credential.revoked_at.is_(None),
            Credential.kind != "invitation",
            Credential.id != (but or ""),
        )
        .values(revoked_at=now)
        .returning(Credential.id, Credential.kind)
    )
    for ended, kind in session.execute(own, execution_options=ALL).all():
        if kind == "session":
            changes.record(session, "session", ended)


def failures(session: Session, login_hash: str, address: str) -> tuple[int, int]:
    """How often of late a login was tried in vain, and how often from an address."""
    since = database_now(session) - REMEMBERED
    query = select(
        func.sum((SignInFailure.login_hash == login_hash).cast(Integer)),
        func.sum((SignInFailure.address == address).cast(Integer)),
    ).where(SignInFailure.at > since)
    of_login, of_address = session.execute(query).one()
    return int(of_login or 0), int(of_address or 0)


def note_failure(session: Session, login_hash: str, address: str) -> None:
    """Note an attempt in vain, and forget those that count no more."""
    now = database_now(session)
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - REMEMBERED))
    session.add(SignInFailure(at=now, login_hash=login_hash, address=address))
    session.flush()


def forget_failures(session: Session, login_hash: str) -> None:
    """Whoever signed in is not held up by earlier mistakes."""
    session.execute(delete(SignInFailure).where(SignInFailure.login_hash == login_hash))
