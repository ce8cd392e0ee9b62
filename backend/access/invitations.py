"""Invitations: links that make one account, or give one a new password, once and for a time."""

from datetime import timedelta

from sqlalchemy.orm import Session

from backend.access.account_schemas import Acceptance, InvitationView, NewInvitation
from backend.db import accounts, credentials
from backend.db import invitations as stored
from backend.db.account_tables import Account
from backend.db.base import database_now
from backend.db.tables import Credential
from backend.errors import InvitationGone, RequestRefused, Unknown
from backend.passwords import hashed
from backend.roles import role_named
from backend.secret_tokens import token_hash
from backend.spec.problems import FieldProblem, shortened

BYTES = 32


def invite(session: Session, new: NewInvitation, token: str) -> InvitationView:
    """An invitation. Of its token only the hash is kept."""
    lifetime = timedelta(days=new.days)
    return view(session, stored.create(session, token_hash(token), new.role, lifetime))


def reset(session: Session, account: Account, token: str) -> InvitationView:
    """An invitation that gives an account a new password. Of its token only the hash is kept."""
    hashed_token, lifetime = token_hash(token), stored.RESET_LIFETIME
    return view(session, stored.create(session, hashed_token, account.role, lifetime, account))


def take_back(session: Session, invitation_id: str) -> Credential:
    """Make an invitation worthless. Twice is as good as once.

    Raises:
        Unknown: When there is no such invitation.
    """
    row = stored.get(session, invitation_id)
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
    found = credentials.find_live(session, token_hash(token), "invitation")
    if found is None or found.used_at is not None:
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
