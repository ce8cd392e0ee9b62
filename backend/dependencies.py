"""What handlers ask for: a session that commits before the answer, and who is asking.

A GET gets a session that only reads, so that open pages never hold up a worker that writes.
"""

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.principal import SAFE_METHODS, Principal, authorise
from backend.settings import WebSettings


def web_settings(request: Request) -> WebSettings:
    """The settings that this app was made with."""
    return cast("WebSettings", request.app.state.web)


def database_settings(request: Request) -> DatabaseSettings:
    """The address of the database that this app was made with."""
    return cast("DatabaseSettings", request.app.state.database_settings)


def database(request: Request) -> Database:
    """The database that this app was made with."""
    return cast("Database", request.app.state.database)


WebDep = Annotated[WebSettings, Depends(web_settings)]
DatabaseSettingsDep = Annotated[DatabaseSettings, Depends(database_settings)]
DatabaseDep = Annotated[Database, Depends(database)]


def _session(request: Request, store: DatabaseDep) -> Iterator[Session]:
    is_reading = request.method in SAFE_METHODS
    with store.reading() if is_reading else store.transaction() as session:
        yield session


# Function scope: the exit commits when the handler returns, before the first byte of the answer.
# The default scope would send a 201 for a launch that then fails to commit.
SessionDep = Annotated[Session, Depends(_session, scope="function")]


def principal(request: Request, session: SessionDep, web: WebDep) -> Principal:
    """Whoever is asking, refused when the route is not for them."""
    return authorise(request, session, web)


PrincipalDep = Annotated[Principal, Depends(principal)]
