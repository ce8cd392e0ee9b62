"""Tokens for programs: made, shown once, listed, and ended."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.access.account_schemas import NewToken, Tokens, TokenView
from backend.authorisation import Owner, Principal
from backend.db import credentials
from backend.db.base import database_now
from backend.db.tables import Credential
from backend.errors import RequestRefused, RoleNeeded, Unknown
from backend.roles import reaches, role_named
from backend.secret_tokens import token_hash
from backend.spec.problems import FieldProblem

MOST = 50


def create(session: Session, principal: Principal, new: NewToken, token: str) -> TokenView:
    """A token of the asker's account.

    Raises:
        RoleNeeded: When it could do more than the asker.
        RequestRefused: When there are too many.
    """
    if not isinstance(principal, Owner) or not reaches(principal.role, new.scope):
        raise RoleNeeded(new.scope)
    if len(good_ones(session).items) >= MOST:
        raise RequestRefused(FieldProblem("name", new.name, f"at most {MOST} tokens; end one"))
    row = credentials.create(session, "api", token_hash(token), new.name, timedelta(days=new.days))
    row.account_id, row.scope = principal.account_id, new.scope
    session.flush()
    return _view(row)


def good_ones(session: Session) -> Tokens:
    """The asker's tokens that are good now, newest first."""
    query = select(Credential).where(
        Credential.kind == "api",
        Credential.revoked_at.is_(None),
        or_(Credential.expires_at.is_(None), Credential.expires_at > database_now(session)),
    )
    rows = session.scalars(query.order_by(Credential.created_at.desc(), Credential.id)).all()
    return Tokens(items=[_view(row) for row in rows])


def end(session: Session, token_id: str) -> TokenView:
    """Make a token worthless. Twice is as good as once.

    Raises:
        Unknown: When the asker has no such token.
    """
    query = select(Credential).where(Credential.id == token_id, Credential.kind == "api")
    row = session.scalar(query)
    if row is None:
        raise Unknown("token", token_id)
    if row.revoked_at is None:
        row.revoked_at = database_now(session)
        session.flush()
    return _view(row)


def _view(row: Credential) -> TokenView:
    return TokenView(
        id=row.id,
        name=row.name,
        scope=role_named(row.scope),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
