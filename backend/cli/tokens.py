"""Tokens that an instance gives out: one for this user's commands, and one for each browser."""

import secrets
from datetime import timedelta

from backend.db import credentials
from backend.db.session import Database
from backend.principal import token_hash

BYTES = 32
SIGN_IN_LIFETIME = timedelta(days=1)


def new_api_token(database: Database) -> str:
    """A token for the command line, good until it is revoked."""
    token = secrets.token_urlsafe(BYTES)
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "branchpoint up")
    return token


def new_sign_in_token(database: Database) -> str:
    """A token that signs one browser in, once."""
    token = secrets.token_urlsafe(BYTES)
    with database.transaction() as session:
        credentials.create(
            session, "one_time", token_hash(token), "printed address", SIGN_IN_LIFETIME
        )
    return token


def revoke(database: Database, token: str) -> None:
    """Make a token worthless."""
    with database.transaction() as session:
        credentials.revoke(session, token_hash(token))
