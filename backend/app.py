"""The web process as one object: `create_app` builds everything and reads no environment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from backend.access.account_router import router as accounts
from backend.access.provider_router import PLACE, come_back
from backend.access.provider_router import router as provider
from backend.access.router import probes
from backend.access.router import router as access
from backend.beyond_loopback import refuse_beyond_loopback
from backend.catalog.router import router as catalog
from backend.comparison.router import router as comparison
from backend.comparison.run_numbers import keep_numbers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.description import DescribedApp
from backend.experiments.router import router as experiments
from backend.figures.router import router as figures
from backend.groups.keeper import Keeper
from backend.http import problems
from backend.http.base_path import BasePath
from backend.http.dependencies import principal
from backend.http.guards import (
    BodyLimit,
    CatchAll,
    HostCheck,
    SecurityHeaders,
)
from backend.http.kept_answers import GZIP_LEVEL, KeptAnswers
from backend.http.lanes import Lanes
from backend.http.methods import HeadOfGet
from backend.http.request_log import Answered, RequestLog
from backend.live.departures import Departures
from backend.live.feed import Feed
from backend.live.router import router as live
from backend.metrics.router import router as metrics
from backend.page import page_route
from backend.published_curves.router import router as published_curves
from backend.publisher.background import Publisher
from backend.publisher.make import Maker, make
from backend.run_filter.advised_lengths import lengths_of_others
from backend.run_filter.keep_numbers import keep_means
from backend.run_filter.kept_numbers import ADVISED
from backend.run_filter.look_ups import MADE_BY_APP
from backend.runs.router import router as runs
from backend.runs.saved_view_router import router as saved_views
from backend.series.router import router as series
from backend.settings import WebSettings
from backend.sharing.publication_router import router as publications
from backend.sharing.router import router as sharing
from backend.trust.comparison import keep_trust
from backend.trust.router import router as trust
from backend.version import VERSION

API = "/api/v1"


def create_app(database: DatabaseSettings, web: WebSettings) -> FastAPI:
    """The API and the page.

    Raises:
        NotOnLoopback: When `web` is for more than this machine, and it has no account or no name.
    """
    store = Database(database)
    refuse_beyond_loopback(store, web)
    app = routed_app()
    app.state.web = web
    app.state.database_settings = database
    app.state.database = store
    app.state.lanes = Lanes()
    app.state.answers = KeptAnswers()
    app.state.answered = Answered()
    app.state.provider = None
    app.state.feed = Feed(app.state.database, web.poll_seconds)
    MADE_BY_APP[ADVISED] = lengths_of_others
    app.state.keeper = Keeper(store, (keep_numbers, keep_trust, keep_means))
    app.state.publisher = Publisher(
        partial(make, Maker(create_app, database, web)), database.artifacts
    )
    _guard(app, web)
    return app


def routed_app() -> FastAPI:
    """All routes and the answers to errors, before there is a database or a setting."""
    app = DescribedApp(
        title="Branchpoint",
        version=VERSION,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.include_router(_api())
    app.include_router(probes)
    app.add_route(f"{PLACE}/callback", come_back, methods=["GET"], include_in_schema=False)
    app.router.routes.append(page_route())
    problems.install(app)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix=API, dependencies=[Depends(principal)])
    for router in (
        access, accounts, provider, catalog, experiments, runs, saved_views, series, comparison,
        figures, published_curves, trust, sharing, publications, live, metrics,
    ):  # fmt: skip
        api.include_router(router)
    return api


def _guard(app: FastAPI, web: WebSettings) -> None:
    """Wrap `app`; the last one added is the first to see a request."""
    app.add_middleware(BodyLimit)
    app.add_middleware(HostCheck, web.answered_hosts)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=GZIP_LEVEL)
    app.add_middleware(HeadOfGet)
    app.add_middleware(CatchAll)
    app.add_middleware(SecurityHeaders, is_secure=web.is_secure)
    app.add_middleware(RequestLog, app.state.answered, log_reads=web.log_reads)
    if web.base_path:
        app.add_middleware(BasePath, web.base_path)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    feed: Feed = app.state.feed
    departures = Departures(app.state.database)
    async with (
        feed.running(), departures.told(), app.state.keeper.running(lambda: feed.arrived)
    ):  # fmt: skip
        yield
    await run_in_threadpool(app.state.publisher.close)
    app.state.database.dispose()
