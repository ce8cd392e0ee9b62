"""Signing in by an OpenID Connect provider: where it begins, and where it sends back to."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hmac import compare_digest
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, cast

import structlog
from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from backend.access import connections, sign_in
from backend.access.account_schemas import (
    Connection,
    Connections,
    ProviderAddress,
    ProviderStart,
)
from backend.access.new_session import caller_of, set_cookie
from backend.authorisation import Owner, open_to_anyone
from backend.db import credentials
from backend.db.account_tables import Account
from backend.db.session import Database
from backend.errors import ConflictingChange, ProviderFailed
from backend.http.dependencies import (
    DatabaseDep,
    LanesDep,
    OneStep,
    PrincipalDep,
    SessionDep,
    WebDep,
)
from backend.roles import for_role
from backend.schemas import PathId
from backend.secret_tokens import token_hash
from backend.settings import WebSettings

if TYPE_CHECKING:
    from backend.access.openid import Person, Provider

LIFETIME = timedelta(minutes=10)
PLACE = "/oidc"
# Loaded where there is a provider: most servers have none, and it brings cryptography.
OPENID, PROVIDED = "backend.access.openid", "backend.access.provided"
FAILED = (
    "<!doctype html><html lang=en><title>Branchpoint</title><h1>Not signed in</h1>"
    "<p>The sign-in by {name} did not succeed: {reason}.</p><p><a href={page}>Go on</a></p></html>"
)

log = structlog.get_logger(__name__)
router = APIRouter(tags=["accounts"], route_class=OneStep)


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has begun, as its browser keeps it. Nobody else can go on with it."""

    state: str
    nonce: str
    verifier: str
    page: str

    def written(self) -> str:
        """As a cookie's value."""
        return urlsafe_b64encode(json.dumps(vars(self)).encode()).decode()


def _attempt(written: str | None) -> Attempt:
    try:
        return Attempt(**json.loads(urlsafe_b64decode(written or "")))
    except (ValueError, TypeError) as error:
        raise ProviderFailed("this browser did not begin it, or too long ago") from error


def _cookie(web: WebSettings) -> str:
    return f"{web.cookie}_provider"


def _provider(request: Request) -> "Provider":
    """The provider that is set up.

    Raises:
        ConflictingChange: When there is none.
    """
    state = request.app.state
    if not state.web.oidc_issuer:
        raise ConflictingChange("No provider is set up here.")
    if state.provider is None:
        state.provider = import_module(OPENID).Provider(state.web)
    return cast("Provider", state.provider)


@router.post("/sign-in/provider")
@open_to_anyone
async def begin_provider_sign_in(
    request: Request, response: Response, web: WebDep, lanes: LanesDep, given: ProviderStart
) -> ProviderAddress:
    """Begin to sign in by the provider: the address to go to."""
    begun = await lanes.asking_elsewhere.run(_provider(request).begin)
    _remember(response, web, Attempt(begun.state, begun.nonce, begun.verifier, given.page))
    return ProviderAddress(url=begun.url)


@router.post("/identities")
@for_role("viewer")
async def connect_provider(
    request: Request,
    response: Response,
    store: DatabaseDep,
    web: WebDep,
    lanes: LanesDep,
    principal: PrincipalDep,
) -> ProviderAddress:
    """Begin to connect one's account with a person of the provider: the address to go to."""
    if not isinstance(principal, Owner) or not principal.account_id or not principal.session_id:
        raise ConflictingChange("Only a browser that an account is signed in with can do that.")
    begun = await lanes.asking_elsewhere.run(_provider(request).begin)
    note = partial(_note_connection, store, begun.state, principal.account_id)
    await lanes.writing.run(note)
    _remember(response, web, Attempt(begun.state, begun.nonce, begun.verifier, "/account"))
    return ProviderAddress(url=begun.url)


@router.get("/identities")
def list_connections(session: SessionDep, principal: PrincipalDep) -> Connections:
    """Who of a provider may sign in to one's account."""
    return connections.connected(session, principal)


@router.delete("/identities/{identity_id}")
@for_role("viewer")
def disconnect_provider(
    session: SessionDep, principal: PrincipalDep, web: WebDep, identity_id: PathId
) -> Connection:
    """Let a provider's person sign in to one's account no more; the last way in stays."""
    return connections.disconnect(session, principal, web.oidc_issuer, identity_id)


def _note_connection(store: Database, state: str, account_id: str) -> None:
    with store.transaction() as session:
        made = credentials.create(session, "connection", token_hash(state), "provider", LIFETIME)
        made.account_id = account_id


def _remember(response: Response, web: WebSettings, attempt: Attempt) -> None:
    response.set_cookie(
        _cookie(web),
        attempt.written(),
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        secure=web.is_secure,
        # The provider's page leads back here, and a strict cookie would not come along.
        samesite="lax",
        path=web.base_path + PLACE,
    )


async def come_back(request: Request) -> Response:
    """Where the provider sends a browser back to: it is signed in, or told why not."""
    web: WebSettings = request.app.state.web
    store: Database = request.app.state.database
    try:
        provider = _provider(request)
        attempt = _attempt(request.cookies.get(_cookie(web)))
        code = _code(request.query_params, attempt)
        ask = partial(provider.finish, code, attempt.nonce, attempt.verifier)
        person = await request.app.state.lanes.asking_elsewhere.run(ask)
        enter = partial(_entered, request, store, provider.issuer, person, attempt.state)
        token = await request.app.state.lanes.writing.run(enter)
    except (ProviderFailed, ConflictingChange) as refusal:
        return _refused(web, str(refusal))
    response = RedirectResponse(web.base_path + attempt.page, status_code=303)
    set_cookie(response, web, token)
    response.delete_cookie(_cookie(web), path=web.base_path + PLACE)
    return response


def _code(given: Mapping[str, str], attempt: Attempt) -> str:
    """The code, where it is the answer to what this browser began.

    Raises:
        ProviderFailed: When it is not, or the provider says no.
    """
    if not compare_digest(given.get("state", "").encode(), attempt.state.encode()):
        raise ProviderFailed("this browser did not begin it, or began another one since")
    if "error" in given or "code" not in given:
        raise ProviderFailed(f"it said {given.get('error', 'nothing')[:100]!r}")
    return given["code"]


def _entered(request: Request, store: Database, issuer: str, person: "Person", state: str) -> str:
    """The token of a new session."""
    web: WebSettings = request.app.state.web
    provided, caller = import_module(PROVIDED), caller_of(request, web)
    with store.transaction() as session:
        connection = credentials.find_live(session, token_hash(state), "connection")
        account: Account
        if connection is not None:
            if not credentials.use_one_time(session, token_hash(state), "connection"):
                raise ProviderFailed("it was finished already")
            account = provided.connect(
                session, issuer, person, connection.account_id, caller.address
            )
        else:
            account = provided.account_of(session, issuer, web.oidc_sign_up, person, caller.address)
        return sign_in.begin_session(session, web, caller, account)


def _refused(web: WebSettings, reason: str) -> Response:
    log.warning("a sign-in by the provider failed", reason=reason)
    said = FAILED.format(
        name=escape(web.oidc_name), reason=escape(reason.rstrip(".")), page=f"{web.base_path}/"
    )
    response = HTMLResponse(said, status_code=403, headers={"Cache-Control": "no-store"})
    response.delete_cookie(_cookie(web), path=web.base_path + PLACE)
    return response
