"""Tokens that an instance gives out, one for each browser."""

import secrets
from datetime import timedelta

from backend.db import credentials
from backend.db.session import Database
from backend.secret_tokens import token_hash

BYTES = 32
SIGN_IN_LIFETIME = timedelta(days=1)


def new_token() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(BYTES)


def new_sign_in_token(database: Database) -> str:
    """A token that signs one browser in, once."""
    token = new_token()
    with database.transaction() as session:
        credentials.create(
            session, "one_time", token_hash(token), "printed address", SIGN_IN_LIFETIME
        )
    return token
