"""Creating once, however often it is asked for: requests that carry an `Idempotency-Key`.

A client that gave up cannot know whether its request was carried out. It sends the request again
with the same key, and gets the answer of the first.
"""

import hmac
import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import AfterValidator, BaseModel
from sqlalchemy.orm import Session

from backend.authorisation import Principal, name_of
from backend.db import idempotency
from backend.db.tables import IdempotencyKey
from backend.errors import KeyReused
from backend.secret_tokens import token_hash

Answer = TypeVar("Answer", bound=BaseModel)

ALLOWED = "16 to 128 letters, digits or any of - _ . : ~, new for each request"
TOKEN_BYTES = 32
_KEY = re.compile(r'("?)([A-Za-z0-9\-_.:~]{16,128})\1')


def _bare(given: str) -> str:
    """The key itself. The header is a structured field, so it may stand in quotes."""
    matched = _KEY.fullmatch(given)
    if matched is None:
        raise ValueError(ALLOWED)
    return matched[2]


Key = Annotated[
    Annotated[str, AfterValidator(_bare)] | None,
    Header(
        alias="Idempotency-Key",
        description="Send the request again with the same key when its answer was lost: what it "
        f"creates is created once. {ALLOWED[0].upper()}{ALLOWED[1:]}. Kept for a day.",
    ),
]


@dataclass(frozen=True)
class Creation:
    """What one request makes, now or at its first try.

    Attributes:
        secret: A token to give out. Made from the client's key and a stored salt, so that a
            second try gets the same one, while the database knows neither it nor the key.
    """

    session: Session
    secret: str
    row: IdempotencyKey | None

    def answer(self, shape: type[Answer], make: Callable[[], Answer]) -> Answer:
        """What `make` makes; at a second try what it made at the first."""
        if self.row is not None and self.row.answer is not None:
            return shape.model_validate_json(self.row.answer)
        made = make()
        if self.row is not None:
            idempotency.keep(self.session, self.row, made.model_dump_json())
        return made


@dataclass(frozen=True)
class Once:
    """What a request says of itself that makes it the same request when it comes again."""

    route: str
    key: str | None

    def begin(self, session: Session, principal: Principal, body: BaseModel) -> Creation:
        """Take the request's key, in the transaction that creates.

        Raises:
            KeyReused: When the key came with another request before.
        """
        if self.key is None:
            return Creation(session, secrets.token_urlsafe(TOKEN_BYTES), None)
        asked = idempotency.Asked(
            name_of(principal), token_hash(self.key), self.route, _fingerprint(body)
        )
        row = idempotency.claim(session, asked)
        if (row.route, row.fingerprint) != (asked.route, asked.fingerprint):
            raise KeyReused(self.key, row.route)
        return Creation(session, _token(self.key, row.salt), row)


async def _once(request: Request, key: Key = None) -> Once:
    return Once(f"{request.method} {request.url.path}", key)


OnceDep = Annotated[Once, Depends(_once)]


def _fingerprint(body: BaseModel) -> str:
    text = json.dumps(body.model_dump(), sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def _token(key: str, salt: bytes) -> str:
    digest = hmac.digest(key.encode(), salt, "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
