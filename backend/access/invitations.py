"""Invitations: links that make one account, or give one a new password, once and for a time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.account_schemas import Acceptance, InvitationView
from backend.access.passwords import hashed
from backend.authorisation import token_hash
from backend.db import accounts, credentials
from backend.db.account_tables import Account
from backend.db.base import database_now
from backend.db.tables import Credential
from backend.db.visibility import ALL
from backend.errors import InvitationGone, RequestRefused, Unknown
from backend.roles import Role, role_named
from backend.spec.problems import FieldProblem, shortened

BYTES = 32
RESET_DAYS = 2


def invite(
    session: Session, role: Role, days: int, token: str, account: Account | None = None
) -> Credential:
    """An invitation. Of its token only the hash is kept.

    Args:
        session: The transaction.
        role: Of the account that it makes.
        days: How long it is good.
        token: What stands in its link.
        account: Whose password it sets; None for a new account.
    """
    made = credentials.create(
        session, "invitation", token_hash(token), "invitation", timedelta(days=days)
    )
    made.scope = role
    made.account_id = None if account is None else account.id
    session.flush()
    return made


def open_ones(session: Session) -> Sequence[Credential]:
    """Invitations that are good now, newest first."""
    query = (
        select(Credential)
        .where(
            Credential.kind == "invitation",
            Credential.used_at.is_(None),
            Credential.revoked_at.is_(None),
            Credential.expires_at > database_now(session),
        )
        .order_by(Credential.created_at.desc(), Credential.id)
    )
    return session.scalars(query, execution_options=ALL).all()


def take_back(session: Session, invitation_id: str) -> Credential:
    """Make an invitation worthless. Twice is as good as once.

    Raises:
        Unknown: When there is no such invitation.
    """
    row = session.scalar(
        select(Credential).where(Credential.id == invitation_id, Credential.kind == "invitation"),
        execution_options=ALL,
    )
    if row is None:
        raise Unknown("invitation", invitation_id)
    if row.revoked_at is None:
        row.revoked_at = database_now(session)
        session.flush()
    return row


def look(session: Session, token: str) -> Credential:
    """The invitation of a token, which stays as it is.

    Raises:
        InvitationGone: When it never was, was used or taken back, or its time is over.
    """
    hashed_token = token_hash(token)
    found = next((row for row in open_ones(session) if row.token_hash == hashed_token), None)
    if found is None:
        raise InvitationGone
    return found


def accept(session: Session, given: Acceptance) -> Account:
    """The account that an invitation makes, or gives a new password. The invitation is spent.

    Raises:
        InvitationGone: When it is no good, or somebody else was faster.
        RequestRefused: When a name is missing, or the login is taken; the invitation stays good.
    """
    token = given.token.get_secret_value()
    invitation = look(session, token)
    password = hashed(given.password.get_secret_value())
    if not credentials.use_one_time(session, token_hash(token), "invitation"):
        raise InvitationGone
    if invitation.account_id is not None:
        return _with_new_password(session, invitation.account_id, password)
    for field in ("login", "name"):
        if getattr(given, field) is None:
            raise RequestRefused(FieldProblem(field, "", "needed for a new account"))
    login = given.login or ""
    if accounts.find(session, login) is not None:
        raise RequestRefused(FieldProblem("login", shortened(login), "one that is not taken"))
    return accounts.create(session, login, given.name or "", role_named(invitation.scope), password)


def _with_new_password(session: Session, account_id: str, password: str) -> Account:
    account = accounts.get(session, account_id)
    if account is None or account.disabled_at is not None:
        raise InvitationGone
    account.password_hash = password
    accounts.end_credentials(session, account.id)
    return account


def view(session: Session, row: Credential) -> InvitationView:
    """An invitation, as it is shown."""
    account = None if row.account_id is None else accounts.get(session, row.account_id)
    return InvitationView(
        id=row.id,
        role=role_named(row.scope),
        login=None if account is None else account.login,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
