"""Signing in with a password, and the session that it begins."""

from hashlib import sha256

from sqlalchemy.orm import Session

from backend.access import new_session
from backend.access.new_session import Caller
from backend.db import accounts, audit
from backend.db.account_tables import Account
from backend.db.session import Database
from backend.errors import SignInRefused, SignInThrottled
from backend.passwords import matches
from backend.settings import WebSettings

# In a quarter of an hour. Of one address more, since a group may stand behind one.
MOST_OF_LOGIN, MOST_OF_ADDRESS = 10, 50


def with_password(
    store: Database, web: WebSettings, caller: Caller, login: str, password: str
) -> tuple[Account, str]:
    """The account, and the token of a new session.

    Raises:
        SignInThrottled: After too many attempts in vain.
        SignInRefused: When login and password do not go together, or the account is disabled.
    """
    hashed = sha256(login.casefold().encode()).hexdigest()
    with store.reading() as session:
        of_login, of_address = accounts.failures(session, hashed, caller.address)
        account = accounts.find(session, login)
    if of_login >= MOST_OF_LOGIN or of_address >= MOST_OF_ADDRESS:
        raise SignInThrottled
    # Outside of any transaction: it takes a tenth of a second.
    is_right = matches(account.password_hash if account is not None else None, password)
    with store.transaction() as session:
        now = accounts.find(session, login) if is_right else None
        if now is not None and now.disabled_at is None:
            accounts.forget_failures(session, hashed)
            return now, begin_session(session, web, caller, now)
        accounts.note_failure(session, hashed, caller.address)
    raise SignInRefused


def begin_session(session: Session, web: WebSettings, caller: Caller, account: Account) -> str:
    """A new session of an account: its token."""
    made, token = new_session.begin(session, web, caller)
    made.account_id = account.id
    audit.record(
        session, audit.Deed(account.id, account.name, "sign_in", account.login, caller.address)
    )
    return token
