"""What administrators do with accounts, and people with their own."""

from sqlalchemy.orm import Session

from backend.access import invitations
from backend.access.account_schemas import (
    AccountChange,
    Accounts,
    AccountView,
    PasswordChange,
)
from backend.authorisation import Owner, Principal
from backend.db import accounts
from backend.db import invitations as stored_invitations
from backend.db.account_tables import Account
from backend.db.base import database_now
from backend.errors import ConflictingChange, RequestRefused, Unknown
from backend.passwords import hashed, matches
from backend.roles import role_named
from backend.spec.problems import FieldProblem


def everybody(session: Session) -> Accounts:
    """All accounts, and the invitations that are open."""
    return Accounts(
        items=[view(row) for row in accounts.list_all(session)],
        invitations=[
            invitations.view(session, row) for row in stored_invitations.open_ones(session)
        ],
    )


def existing(session: Session, account_id: str) -> Account:
    """An account.

    Raises:
        Unknown: When there is none.
    """
    row = accounts.get(session, account_id)
    if row is None:
        raise Unknown("account", account_id)
    return row


def change(session: Session, account_id: str, changes: AccountChange) -> AccountView:
    """Give an account another role, or let it sign in no more, or again.

    A change of the role counts from the account's next request on; where it is disabled its
    sessions and tokens end.

    Raises:
        Unknown: When there is no such account.
        ConflictingChange: When no administrator would be left.
    """
    row = existing(session, account_id)
    if changes.role is not None:
        row.role = changes.role
    if changes.disabled is not None:
        row.disabled_at = database_now(session) if changes.disabled else None
    session.flush()
    if accounts.active_administrators(session) == 0:
        raise ConflictingChange("Nobody could administer accounts then. Make another one first.")
    if changes.disabled:
        accounts.end_credentials(session, row.id)
    return view(row)


def change_password(session: Session, principal: Principal, given: PasswordChange) -> AccountView:
    """Give the asker's account another password, and sign its other browsers and programs out.

    Raises:
        ConflictingChange: When no browser with an account asks.
        RequestRefused: When the current password is not the given one.
    """
    if not isinstance(principal, Owner) or not principal.account_id or not principal.session_id:
        raise ConflictingChange("Only a browser that an account is signed in with can do that.")
    row = existing(session, principal.account_id)
    if not matches(row.password_hash, given.current.get_secret_value()):
        raise RequestRefused(FieldProblem("current", "", "the password that the account has now"))
    row.password_hash = hashed(given.new.get_secret_value())
    session.flush()
    accounts.end_credentials(session, row.id, but=principal.session_id)
    return view(row)


def view(row: Account) -> AccountView:
    """An account, as it is shown."""
    return AccountView(
        id=row.id,
        login=row.login,
        name=row.name,
        role=role_named(row.role),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
