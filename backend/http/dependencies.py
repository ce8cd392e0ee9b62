"""What handlers ask for: a session, settings, and who is asking.

A GET gets a session that only reads, so that open pages never hold up a worker that writes. The
session takes its connection at its first query; `OneStep` commits and closes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from inspect import Parameter, isasyncgenfunction, iscoroutinefunction, signature
from typing import Annotated, Any, TypeVar, cast

from fastapi import BackgroundTasks, Depends, Request
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from backend.authorisation import (
    SAFE_METHODS,
    Access,
    Anyone,
    Principal,
    access_of,
    asker,
    authorise,
)
from backend.db.audit import Deed, record
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.visibility import act_for
from backend.http.deeds import deed_of, told_of
from backend.http.kept_answers import Kept
from backend.http.lanes import Lane, Lanes
from backend.other_sites import refuse_other_sites
from backend.publisher.background import Publisher
from backend.settings import WebSettings

Result = TypeVar("Result")


# All of these are coroutines: a plain function would be given a thread for each.
async def web_settings(request: Request) -> WebSettings:
    """The settings that this app was made with."""
    return cast("WebSettings", request.app.state.web)


async def database_settings(request: Request) -> DatabaseSettings:
    """The address of the database that this app was made with."""
    return cast("DatabaseSettings", request.app.state.database_settings)


async def database(request: Request) -> Database:
    """The database that this app was made with."""
    return cast("Database", request.app.state.database)


async def lanes(request: Request) -> Lanes:
    """Where work on the database waits for its turn."""
    return cast("Lanes", request.app.state.lanes)


async def kept(request: Request) -> Kept:
    """The answers that this process keeps, as this request sees them."""
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    return Kept(request.app.state.answers, request.url.path, takes_gzip)


WebDep = Annotated[WebSettings, Depends(web_settings)]
DatabaseSettingsDep = Annotated[DatabaseSettings, Depends(database_settings)]
DatabaseDep = Annotated[Database, Depends(database)]
LanesDep = Annotated[Lanes, Depends(lanes)]


@dataclass(frozen=True)
class InBackground:
    """What a request leaves to be done once its answer was sent, and so what it wrote is there.

    Attributes:
        tasks: Where it is left.
        publisher: Who makes publications.
    """

    tasks: BackgroundTasks
    publisher: Publisher

    def publish(self, publication_id: str) -> None:
        """Make a publication when its turn comes."""
        self.tasks.add_task(self.publisher.start, publication_id)

    def forget(self, publication_ids: Sequence[str]) -> None:
        """Take the files of publications away."""
        if publication_ids:
            self.tasks.add_task(self.publisher.forget, publication_ids)


async def in_background(request: Request, tasks: BackgroundTasks) -> InBackground:
    """What is done after this request."""
    return InBackground(tasks, request.app.state.publisher)


InBackgroundDep = Annotated[InBackground, Depends(in_background)]
KeptDep = Annotated[Kept, Depends(kept)]


# What every route asks for takes from the app itself what it needs: FastAPI looks through all that
# it depends on once for each route, and that is a tenth of the server's start.
async def principal(request: Request) -> Principal:
    """Whoever is asking, refused when the route is not for them."""
    web: WebSettings = request.app.state.web
    if access_of(request.scope["endpoint"]) is Access.ANYONE:
        if request.method not in SAFE_METHODS:
            # Signing in sets a cookie: another site's page must not do that either.
            refuse_other_sites(request, web)
        return Anyone()

    def authorised() -> Principal:
        with cast("Database", request.app.state.database).reading() as session:
            return authorise(request, session, web)

    return await cast("Lanes", request.app.state.lanes).reading.run(authorised)


PrincipalDep = Annotated[Principal, Depends(principal)]


async def _session(request: Request, principal: PrincipalDep) -> Session:
    store: Database = request.app.state.database
    session = store.session(is_reading=request.method in SAFE_METHODS)
    return act_for(session, asker(principal))


SessionDep = Annotated[Session, Depends(_session)]


@dataclass(frozen=True)
class Step:
    """The one step of a thread in which a request's session has a connection.

    Attributes:
        session: The session.
        lane: Where it waits for its turn.
        deed: What to write down where it is done; None where nothing is changed.
    """

    session: Session
    lane: Lane
    deed: Deed | None

    async def run(self, handler: Callable[[], Result]) -> Result:
        """Run the handler, commit what it wrote, and close the session."""
        return await self.lane.run(partial(self._committed, handler))

    def _committed(self, handler: Callable[[], Result]) -> Result:
        with self.session, self.session.begin():
            made = handler()
            if self.deed is not None:
                record(self.session, told_of(self.deed, made))
            return made


async def _step(request: Request, session: SessionDep, principal: PrincipalDep) -> Step:
    lanes: Lanes = request.app.state.lanes
    if request.method in SAFE_METHODS:
        return Step(session, lanes.reading, None)
    return Step(session, lanes.writing, deed_of(request, principal))


StepDep = Annotated[Step, Depends(_step)]


class OneStep(APIRoute):
    """A route whose handler runs, commits and closes its session in one step of a thread.

    The answer is made after that: nobody is told of a launch that then fails to commit. A handler
    that is a coroutine has no session and stays as it is.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: object) -> None:
        super().__init__(path, _in_one_step(endpoint), **cast("dict[str, Any]", options))


def _in_one_step(handler: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(handler) or isasyncgenfunction(handler):
        return handler

    @wraps(handler)
    async def run(*, one_step: Step, **given: object) -> object:
        return await one_step.run(partial(handler, **given))

    asked = signature(handler)
    step = Parameter("one_step", Parameter.KEYWORD_ONLY, annotation=StepDep)
    # FastAPI reads from the signature what to pass.
    vars(run)["__signature__"] = asked.replace(parameters=[*asked.parameters.values(), step])
    return run
