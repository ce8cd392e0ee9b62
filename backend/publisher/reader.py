"""The API as the reader of a link is answered, in this process and without a socket."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

from fastapi import FastAPI

from backend.db import shares
from backend.db.base import database_now
from backend.db.publication_tables import Publication
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.shares import ShareKind
from backend.publication.answered import Ask, Asked
from backend.secret_tokens import token_hash
from backend.settings import WebSettings

# Makes the app that answers, in whichever process.
MakeApp = Callable[[DatabaseSettings, WebSettings], FastAPI]
# Were it left behind, the link would open no longer than this.
LASTS = timedelta(hours=6)
TOKEN_BYTES = 32


@contextmanager
def reading_link(store: Database, row: Publication, kind: ShareKind) -> Iterator[str]:
    """The token of a link to what is published, which is taken away at the end."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with store.transaction() as session:
        new = shares.NewShare(
            kind=kind,
            token_hash=token_hash(token),
            target_id=row.target_id,
            run_ids=row.run_ids,
            view=row.view,
            title=row.title,
            expires_at=database_now(session) + LASTS,
            is_hidden=True,
        )
        link = shares.create(session, new).id
    try:
        yield token
    finally:
        with store.transaction() as session:
            shares.forget(session, link)


@contextmanager
def reader(app: FastAPI, token: str) -> Iterator[Ask]:
    """Asks an app of this process as somebody with a link. Each answer is asked for once."""
    app.state.answers = None
    headers = {"Branchpoint-Share": token, "Accept-Encoding": "identity"}
    httpx = import_module("httpx")
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://localhost/api/v1/",
        headers=headers,
        timeout=httpx.Timeout(None),
    )
    with asyncio.Runner() as runner:

        def ask(address: str) -> Asked:
            answer = runner.run(http.get(address))
            kind = answer.headers.get("content-type", "")
            return Asked(answer.status_code, kind, answer.content)

        yield ask
        runner.run(http.aclose())
