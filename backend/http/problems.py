"""Every error as `application/problem+json` (RFC 9457): one table from error to status and type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from backend import errors
from backend.db.errors import BadCursor, WrongMove
from backend.db.outage import Outage, outage
from backend.db.store_trouble import StoreTrouble
from backend.http.methods import allowed_methods
from backend.spec.problems import FieldProblem, SpecRefused, plain_message, shortened

LONGEST = 2_000
LONGEST_FIELD = 200
MOST_FIELDS = 50
# Fields whose values are in no answer, not even of the request that had them.
SECRETS = frozenset({"password", "current", "new", "token"})
MEDIA_TYPE = "application/problem+json"
HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "30"},
    503: {"Retry-After": "2"},
}

log = structlog.get_logger(__name__)


class RefusedField(BaseModel):
    """One refused value of a request: where it stood, what it was, and what is allowed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    field: str
    value: str
    message: str


class Problem(BaseModel):
    """What went wrong, for people and programs: `type` is stable, `detail` is a sentence."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    errors: list[RefusedField]


@dataclass(frozen=True)
class Kind:
    """How one kind of error is answered; `detail` is for those that say nothing of their own."""

    status: int
    slug: str
    title: str
    detail: str = ""


PROBLEMS: Mapping[type[Exception], Kind] = {
    errors.SignInNeeded: Kind(401, "sign-in-needed", "Sign in first"),
    errors.OwnerOnly: Kind(403, "owner-only", "Not part of what was shared"),
    errors.RoleNeeded: Kind(403, "role-needed", "Not for this account"),
    errors.SignInRefused: Kind(403, "sign-in-refused", "Not signed in"),
    errors.SignInThrottled: Kind(429, "sign-in-throttled", "Too many attempts"),
    errors.ProviderFailed: Kind(502, "provider-failed", "The provider did not help"),
    errors.InvitationGone: Kind(410, "invitation-gone", "The invitation is no good"),
    errors.CrossSite: Kind(403, "cross-site", "The request came from another site"),
    errors.Unknown: Kind(404, "unknown", "Not found"),
    errors.ShareUnknown: Kind(404, "share-unknown", "There is no such link"),
    errors.ShareRevoked: Kind(410, "share-revoked", "No longer shared"),
    errors.LinksForbidden: Kind(403, "links-forbidden", "Such links are not allowed here"),
    errors.ShareExpired: Kind(410, "share-expired", "The link has expired"),
    errors.TargetDeleted: Kind(410, "target-deleted", "What was shared is not there any more"),
    errors.ConflictingChange: Kind(409, "conflict", "Not possible in this state"),
    errors.RequestRefused: Kind(422, "request-refused", "The request was refused"),
    errors.KeyReused: Kind(422, "idempotency-key-reused", "The key belongs to another request"),
    errors.QuotaReached: Kind(429, "quota-reached", "Too many of these runs would wait"),
    errors.NotReady: Kind(503, "not-ready", "Not ready"),
    errors.Overloaded: Kind(503, "overloaded", "Too much is asked at once"),
    errors.TooManyStreams: Kind(429, "too-many-streams", "Too many streams are open"),
    BadCursor: Kind(422, "bad-cursor", "The list's cursor is not known"),
    WrongMove: Kind(409, "wrong-move", "Not possible in this state"),
    SpecRefused: Kind(422, "spec-refused", "This is not a run that can be launched"),
}

OUTAGES: Mapping[Outage, Kind] = {
    Outage.BUSY: Kind(
        503,
        "database-busy",
        "The database is busy",
        "Something else is using the database. Nothing was changed; try again in a moment.",
    ),
    Outage.AWAY: Kind(
        503,
        "database-away",
        "The database does not answer",
        "The server cannot reach its database. Nothing was changed; try again in a moment.",
    ),
    Outage.FULL: Kind(
        507,
        "disk-full",
        "The disk is full",
        "There is no room left where the data lies. Nothing was changed; make room and try again.",
    ),
}
STORE_AWAY = Kind(
    503,
    "artifacts-away",
    "The artifact store does not answer",
    "The server cannot reach its artifact store, or may not use it. Try again in a moment; its "
    "log says more, and BRANCHPOINT_ARTIFACTS_URL says where the store is.",
)
MALFORMED = Kind(422, "malformed-request", "The request is malformed")
UNEXPECTED = Kind(500, "unexpected", "Something went wrong on the server")
BY_STATUS = {
    400: Kind(400, "bad-request", "The request cannot be read"),
    404: Kind(404, "not-found", "There is nothing at this address"),
    405: Kind(405, "method-not-allowed", "This address does not know that method"),
    408: Kind(408, "too-slow", "The request came too slowly"),
    413: Kind(413, "body-too-large", "The request is too large"),
}
BODY_TOO_LARGE = BY_STATUS[413]
UNREADABLE, TOO_SLOW = BY_STATUS[400], BY_STATUS[408]
TOO_MANY_CONNECTIONS = Kind(503, "too-many-connections", "Too many connections are open")
HOST_REFUSED = Kind(400, "host-refused", "This server does not answer to that name")


def problem_response(
    kind: Kind,
    detail: str,
    refused: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for an error."""
    problem = Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=_readable(detail),
        errors=[
            RefusedField(
                field=_readable(each.field[:LONGEST_FIELD]),
                value=_readable(each.value),
                message=_readable(each.message),
            )
            for each in refused[:MOST_FIELDS]
        ],
    )
    return Response(
        problem.model_dump_json(),
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers={**HEADERS.get(kind.status, {}), **(headers or {})},
    )


def install(app: FastAPI) -> None:
    """Answer every error that `app` knows with its problem."""
    for error in PROBLEMS:
        app.add_exception_handler(error, _domain)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _outage)
    app.add_exception_handler(OSError, _outage)


def _readable(text: str) -> str:
    """Text of the request comes back in the answer: cut, and half a surrogate pair is no UTF-8."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}... ({len(text):,} characters)"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _domain(_: Request, error: Exception) -> Response:
    kind = next(PROBLEMS[each] for each in type(error).__mro__ if each in PROBLEMS)
    refused = getattr(error, "problems", ())
    detail = str(error)
    if refused:
        detail = (
            f"{len(refused)} values were refused."
            if len(refused) > 1
            else (f"{refused[0].field}: {refused[0].message}")
        )
    return problem_response(kind, detail, refused)


def _outage(request: Request, error: Exception) -> Response:
    """A database or a store that is busy, away or full is no fault of ours: a line in the log."""
    found = outage(error)
    if found is None and not isinstance(error, StoreTrouble):
        raise error
    kind = STORE_AWAY if found is None else OUTAGES[found]
    path = request.url.path
    log.warning(kind.title.lower(), method=request.method, path=path, reason=_first_line(error))
    return problem_response(kind, kind.detail)


def _first_line(error: Exception) -> str:
    reason = getattr(error, "orig", None) or error
    return str(reason).partition("\n")[0]


def _malformed(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    details = error.errors()
    if all(each["loc"][0] == "path" for each in details):
        given = ", ".join(shortened(each["input"]) for each in details)
        return problem_response(BY_STATUS[404], f"{given} names nothing here.")
    refused = [_refused(each) for each in details]
    return problem_response(MALFORMED, f"{refused[0].field}: {refused[0].message}", refused)


def _refused(details: Mapping[str, Any]) -> FieldProblem:
    where, *path = details["loc"]
    if details["type"] == "json_invalid":
        reason = details.get("ctx", {}).get("error", "")
        return FieldProblem("body", "", f"not JSON: {reason} at character {path[0]}")
    field = ".".join(str(part) for part in path)[:LONGEST_FIELD] or str(where)
    is_told = details["type"] != "missing" and SECRETS.isdisjoint(map(str, path))
    value = shortened(details["input"]) if is_told else ""
    return FieldProblem(field, value, plain_message(details))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    kind = BY_STATUS.get(error.status_code)
    if kind is None:
        title = HTTPStatus(error.status_code).phrase
        kind = Kind(error.status_code, title.lower().replace(" ", "-"), title)
    detail, headers = str(error.detail), error.headers
    if error.status_code in (404, 405):
        detail = f"{request.method} {request.url.path}: {kind.title.lower()}."
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": allowed_methods(request)}
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        detail = f"{detail} It knows {headers['Allow']}."
    return problem_response(kind, detail, headers=headers)
