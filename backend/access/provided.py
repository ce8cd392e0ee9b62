"""Accounts of people whom a provider names: who may sign up, as what, and whose account is whose.

An account belongs to the provider's own id of a person, never to an e-mail address: whoever chose
a login here need not own the address that it reads like.
"""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from backend.access.openid import Person
from backend.db import accounts, identities
from backend.db.account_tables import Account
from backend.db.audit import Deed, record
from backend.errors import ProviderFailed
from backend.roles import Role, reaches, role_named
from backend.spec.visible_text import visible

LONGEST_LOGIN, LONGEST_NAME, LONGEST_SUBJECT = 120, 120, 255


def role_of(rules: Sequence[str], person: Person) -> Role | None:
    """The most that any rule gives a person; None where none is for them.

    A rule is `email:ADDRESS=ROLE`, `domain:NAME=ROLE` or `group:NAME=ROLE`; the first two are for
    addresses that the provider has verified.
    """
    found: Role | None = None
    for rule in rules:
        (kind, _, value), role = rule.rpartition("=")[0].partition(":"), rule.rpartition("=")[2]
        if _is_for(kind, value, person):
            given = role_named(role)
            found = given if found is None or reaches(given, found) else found
    return found


def _is_for(kind: str, value: str, person: Person) -> bool:
    email = person.email.casefold()
    if kind == "group":
        return value in person.groups
    if kind == "domain":
        return "@" in email and email.rpartition("@")[2] == value.casefold()
    return email != "" and email == value.casefold()


def account_of(
    session: Session, issuer: str, rules: Sequence[str], person: Person, address: str
) -> Account:
    """The account that a person has or, where a rule is for them, gets now.

    Where the provider made the account, its rules say at each sign-in what it may do.

    Raises:
        ProviderFailed: When no rule is for them, the account is disabled, or the login is taken.
    """
    _refuse_odd(person)
    role = role_of(rules, person)
    identity = identities.find(session, issuer, person.subject)
    if identity is None:
        return _signed_up(session, issuer, person, role, address)
    account = accounts.get(session, identity.account_id)
    if account is None or account.disabled_at is not None:
        raise ProviderFailed("the account here is disabled")
    if identity.is_managed:
        _follow(session, account, role, address)
    return account


def _refuse_odd(person: Person) -> None:
    if not person.subject or len(person.subject) > LONGEST_SUBJECT:
        raise ProviderFailed("it gave no usable id of the person")


def _signed_up(
    session: Session, issuer: str, person: Person, role: Role | None, address: str
) -> Account:
    if role is None:
        raise ProviderFailed("nobody gave this person an account here, and no rule does")
    login = (
        person.email.casefold() or sha256(f"{issuer} {person.subject}".encode()).hexdigest()[:20]
    )
    if len(login) > LONGEST_LOGIN:
        raise ProviderFailed("the e-mail address is too long for a login")
    if accounts.find(session, login) is not None:
        raise ProviderFailed(
            f"there is an account {login} already. Sign in with its password, and connect it "
            "under Session, Password and tokens"
        )
    name = visible(person.name)[:LONGEST_NAME].strip() or login
    account = accounts.create(session, login, name, role, None)
    identities.create(session, issuer, person.subject, account.id, is_managed=True)
    record(session, Deed(account.id, account.name, "sign_up", f"{account.id} {role}", address))
    return account


def _follow(session: Session, account: Account, role: Role | None, address: str) -> None:
    """Let an account do what the rules say now. The last administrator stays one.

    Raises:
        ProviderFailed: When they say nothing of its person any more.
    """
    if role is None:
        raise ProviderFailed("no rule here is for this person any more")
    former = account.role
    is_last = former == "admin" and accounts.active_administrators(session) == 1
    if role == former or is_last:
        return
    account.role = role
    about = f"{account.id} {former} {role}"
    record(session, Deed(account.id, account.name, "change_role_by_provider", about, address))


def connect(
    session: Session, issuer: str, person: Person, account_id: str, address: str
) -> Account:
    """Let a person of the provider sign in to an account that there is.

    Raises:
        ProviderFailed: When the person has another account already.
    """
    _refuse_odd(person)
    account = accounts.get(session, account_id)
    if account is None or account.disabled_at is not None:
        raise ProviderFailed("the account here is disabled")
    identity = identities.find(session, issuer, person.subject)
    if identity is not None and identity.account_id != account_id:
        raise ProviderFailed("this person has another account here")
    if identity is None:
        identities.create(session, issuer, person.subject, account_id, is_managed=False)
        record(session, Deed(account.id, account.name, "connect_provider", account.id, address))
    return account
