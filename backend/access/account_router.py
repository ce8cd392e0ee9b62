"""Routes about accounts: signing in, invitations, tokens, roles, and what was done."""

import secrets
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from backend.access import administration, audit_trail, invitations, sign_in, tokens
from backend.access.account_schemas import (
    Acceptance,
    AccountChange,
    Accounts,
    AccountView,
    AuditExport,
    AuditQuery,
    AuditTrail,
    CreatedInvitation,
    CreatedToken,
    InvitationToken,
    InvitationView,
    NewInvitation,
    NewToken,
    PasswordChange,
    SignIn,
    SignInOffer,
    Tokens,
    TokenView,
)
from backend.access.new_session import Caller, caller_of, set_cookie
from backend.authorisation import open_to_anyone
from backend.db import accounts
from backend.db.account_tables import Account
from backend.db.session import Database
from backend.http.dependencies import (
    DatabaseDep,
    LanesDep,
    OneStep,
    PrincipalDep,
    SessionDep,
    WebDep,
)
from backend.http.idempotency import OnceDep
from backend.roles import for_role
from backend.schemas import PathId
from backend.settings import WebSettings

router = APIRouter(tags=["accounts"], route_class=OneStep)
# What OpenAPI says of the file of what was done.
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "text/csv": {"schema": {"type": "string"}},
        }
    }
}


@router.get("/sign-in")
@open_to_anyone
async def get_sign_in(store: DatabaseDep, web: WebDep, lanes: LanesDep) -> SignInOffer:
    """How a browser may sign in here."""

    def offer() -> SignInOffer:
        with store.reading() as session:
            provider = web.oidc_name if web.oidc_issuer else None
            return SignInOffer(accounts=accounts.are_used(session), provider=provider)

    return await lanes.reading.run(offer)


@router.post("/sign-in")
@open_to_anyone
async def sign_in_with_password(
    request: Request,
    response: Response,
    store: DatabaseDep,
    web: WebDep,
    lanes: LanesDep,
    given: SignIn,
) -> AccountView:
    """Sign a browser in. Throttled for each login and each address."""
    password = given.password.get_secret_value()
    caller = caller_of(request, web)
    attempt = partial(sign_in.with_password, store, web, caller, given.login, password)
    account, token = await lanes.signing_in.run(attempt)
    set_cookie(response, web, token)
    return administration.view(account)


@router.post("/invitations/look")
@open_to_anyone
async def look_at_invitation(
    store: DatabaseDep, lanes: LanesDep, given: InvitationToken
) -> InvitationView:
    """What an invitation is for. It stays good."""

    def seen() -> InvitationView:
        with store.reading() as session:
            found = invitations.look(session, given.token.get_secret_value())
            return invitations.view(session, found)

    return await lanes.signing_in.run(seen)


@router.post("/invitations/accept")
@open_to_anyone
async def accept_invitation(
    request: Request,
    response: Response,
    store: DatabaseDep,
    web: WebDep,
    lanes: LanesDep,
    given: Acceptance,
) -> AccountView:
    """Make the account of an invitation, or set a new password, and sign this browser in."""
    work = partial(_accepted, store, web, caller_of(request, web), given)
    account, token = await lanes.signing_in.run(work)
    set_cookie(response, web, token)
    return administration.view(account)


def _accepted(
    store: Database, web: WebSettings, caller: Caller, given: Acceptance
) -> tuple[Account, str]:
    with store.transaction() as session:
        account = invitations.accept(session, given)
        return account, sign_in.begin_session(session, web, caller, account)


@router.get("/accounts")
@for_role("admin")
def list_accounts(session: SessionDep) -> Accounts:
    """Everybody who may sign in, and the invitations that are open."""
    return administration.everybody(session)


@router.patch("/accounts/{account_id}")
@for_role("admin")
def change_account(session: SessionDep, account_id: PathId, changes: AccountChange) -> AccountView:
    """Give an account another role, or let it sign in no more."""
    return administration.change(session, account_id, changes)


@router.post("/accounts/{account_id}/reset")
@for_role("admin")
def reset_password(session: SessionDep, account_id: PathId) -> CreatedInvitation:
    """A link that gives an account a new password, once, within two days."""
    account = administration.existing(session, account_id)
    token = secrets.token_urlsafe(invitations.BYTES)
    return _created(invitations.reset(session, account, token), token)


@router.post("/invitations", status_code=201)
@for_role("admin")
def create_invitation(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewInvitation
) -> CreatedInvitation:
    """A link that makes one account. It is in this answer and nowhere else."""
    creation = once.begin(session, principal, new)
    token = creation.secret
    made = creation.answer(InvitationView, lambda: invitations.invite(session, new, token))
    return _created(made, token)


def _created(shown: InvitationView, token: str) -> CreatedInvitation:
    return CreatedInvitation(**shown.model_dump(), url=f"/join#{token}")


@router.delete("/invitations/{invitation_id}")
@for_role("admin")
def take_invitation_back(session: SessionDep, invitation_id: PathId) -> InvitationView:
    """Make an invitation worthless."""
    return invitations.view(session, invitations.take_back(session, invitation_id))


@router.post("/password")
@for_role("viewer")
def change_password(
    session: SessionDep, principal: PrincipalDep, given: PasswordChange
) -> AccountView:
    """Change one's password. Other browsers and all tokens of the account are signed out."""
    return administration.change_password(session, principal, given)


@router.get("/tokens")
@for_role("viewer")
def list_tokens(session: SessionDep) -> Tokens:
    """One's tokens for programs that are good now, newest first."""
    return tokens.good_ones(session)


@router.post("/tokens", status_code=201)
@for_role("viewer")
def create_token(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewToken
) -> CreatedToken:
    """A token for a program. It is in this answer and nowhere else."""
    creation = once.begin(session, principal, new)
    token = f"bp_{creation.secret}"
    made = creation.answer(TokenView, lambda: tokens.create(session, principal, new, token))
    return CreatedToken(**made.model_dump(), token=token)


@router.delete("/tokens/{token_id}")
@for_role("viewer")
def end_token(session: SessionDep, token_id: PathId) -> TokenView:
    """Make a token worthless."""
    return tokens.end(session, token_id)


@router.get("/audit")
@for_role("admin")
def list_audit(session: SessionDep, query: Annotated[AuditQuery, Query()]) -> AuditTrail:
    """Who changed what, newest first."""
    return audit_trail.trail(session, query)


@router.get("/audit/export", response_class=Response, responses=FILES)
@for_role("admin")
def export_audit(session: SessionDep, query: Annotated[AuditExport, Query()]) -> Response:
    """Who changed what as a file, newest first: at most 100,000 rows."""
    return audit_trail.exported(session, query)
