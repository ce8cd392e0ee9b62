"""What handlers ask for: a session that commits before the answer, and who is asking."""

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from backend.db.session import Database
from backend.principal import Principal, authorise
from backend.settings import WebSettings


def web_settings(request: Request) -> WebSettings:
    """The settings that this app was made with."""
    return cast("WebSettings", request.app.state.web)


def database(request: Request) -> Database:
    """The database that this app was made with."""
    return cast("Database", request.app.state.database)


WebDep = Annotated[WebSettings, Depends(web_settings)]
DatabaseDep = Annotated[Database, Depends(database)]


def _transaction(store: DatabaseDep) -> Iterator[Session]:
    with store.transaction() as session:
        yield session


# Function scope: the exit commits when the handler returns, before the first byte of the answer.
# The default scope would send a 201 for a launch that then fails to commit.
SessionDep = Annotated[Session, Depends(_transaction, scope="function")]


def principal(request: Request, session: SessionDep, web: WebDep) -> Principal:
    """Whoever is asking, refused when the route is not for them."""
    return authorise(request, session, web)


PrincipalDep = Annotated[Principal, Depends(principal)]
