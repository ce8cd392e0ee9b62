"""Who of the provider may sign in to one's account, and how that is ended."""

from hashlib import sha256

from sqlalchemy.orm import Session

from backend.access.account_schemas import Connection, Connections
from backend.authorisation import Owner, Principal
from backend.db import accounts, identities
from backend.db.account_tables import Account, Identity
from backend.errors import ConflictingChange, Unknown

ID_LENGTH = 12


def connected(session: Session, principal: Principal) -> Connections:
    """The persons of providers who may sign in to the asker's account, oldest first."""
    account_id = principal.account_id if isinstance(principal, Owner) else None
    found = [] if account_id is None else identities.of_account(session, account_id)
    return Connections(items=[_view(each) for each in found])


def disconnect(
    session: Session, principal: Principal, issuer: str, connection_id: str
) -> Connection:
    """Let a person of a provider sign in to the asker's account no more.

    Its other browsers and programs are signed out: the person may have signed them in.

    Args:
        session: A transaction.
        principal: Who asks.
        issuer: The provider by which people sign in now; empty without one.
        connection_id: Whom.

    Raises:
        ConflictingChange: When no browser with an account asks, or it is the last way in.
        Unknown: When the account has no such connection.
    """
    if not isinstance(principal, Owner) or not principal.account_id or not principal.session_id:
        raise ConflictingChange("Only a browser that an account is signed in with can do that.")
    # Of two that are ended at once, the second must see that the first is gone.
    account = accounts.held(session, principal.account_id)
    there = identities.of_account(session, account.id)
    row = next((each for each in there if _id(each) == connection_id), None)
    if row is None:
        raise Unknown("connection", connection_id)
    others = [each for each in there if each is not row]
    if _lets_in(row, issuer) and not _is_open(account, others, issuer):
        raise ConflictingChange(
            "This is the only way to sign in to this account. Ask an administrator for a link "
            "that sets a password, and disconnect then."
        )
    identities.delete(session, row)
    accounts.end_credentials(session, account.id, but=principal.session_id)
    return _view(row)


def _is_open(account: Account, connections: list[Identity], issuer: str) -> bool:
    """Whether there is a way to sign in to an account by these, or by its password."""
    by_provider = any(_lets_in(each, issuer) for each in connections)
    return account.password_hash is not None or by_provider


def _lets_in(row: Identity, issuer: str) -> bool:
    """Whether it is of the provider that there is now: that of an earlier one opens nothing."""
    return row.issuer == issuer


def _id(row: Identity) -> str:
    """What stands for it in addresses: its key is two texts that a provider chose."""
    return sha256(f"{row.issuer} {row.subject}".encode()).hexdigest()[:ID_LENGTH]


def _view(row: Identity) -> Connection:
    return Connection(
        id=_id(row),
        issuer=row.issuer,
        subject=row.subject,
        is_managed=row.is_managed,
        created_at=row.created_at,
    )
