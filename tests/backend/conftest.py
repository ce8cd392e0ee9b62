"""The app under test: requests in process, through httpx's ASGI transport."""

import asyncio
import secrets
from copy import copy

import httpx
import pytest
from starlette.datastructures import State

from backend import app as app_module
from backend.app import create_app
from backend.db import credentials
from backend.secret_tokens import token_hash
from backend.settings import WebSettings


class Api:
    """An app as one caller sees it: the owner by API token, unless other headers are given."""

    def __init__(self, app, runner, headers):
        self.app = app
        self.runner = runner
        self.headers = headers
        self.database = getattr(app.state, "database", None)

    def send(self, method, path, headers=None, **request):
        async def exchange():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            url = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                # Packing an exported figure takes ten times as long as making it.
                every = {"Accept-Encoding": "identity"} | self.headers | (headers or {})
                return await http.request(method, url, headers=every, **request)

        return self.runner.run(exchange())

    def get(self, path, **request):
        return self.send("GET", path, **request)

    def post(self, path, json=None, **request):
        return self.send("POST", path, json=json, **request)

    def patch(self, path, json, **request):
        return self.send("PATCH", path, json=json, **request)

    def delete(self, path, **request):
        return self.send("DELETE", path, **request)

    def by(self, **headers):
        """The same app for another caller; `share="token"` is the holder of a link."""
        names = {"share": "Branchpoint-Share", "bearer": "Authorization"}
        return Api(self.app, self.runner, {names[name]: text for name, text in headers.items()})

    def launch(self, **request):
        """Launch runs and give back the answer's body."""
        response = self.post("runs", request)
        assert response.status_code == 201, response.text
        return response.json()


@pytest.fixture(scope="session")
def runner():
    """One event loop for all requests."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def send(runner):
    """Send one request to an app that has no database."""
    return lambda app, method, path, **request: Api(app, runner, {}).send(method, path, **request)


@pytest.fixture(scope="session", autouse=True)
def _routes_built_once():
    """Every app of these tests has the same routes: building them takes longer than most tests."""
    routed = app_module.routed_app()

    def with_these_routes():
        app = copy(routed)
        app.state, app.user_middleware = State(), []
        return app

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_module, "routed_app", with_these_routes)
        yield


def build(settings, runner, tmp_path, **web):
    """An app and its owner."""
    app = create_app(settings, WebSettings(page=tmp_path / "dist", **web))
    token = secrets.token_urlsafe(32)
    with app.state.database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "test")
    return Api(app, runner, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def api(database_settings, runner, tmp_path):
    """The API as its owner sees it, on both kinds of database."""
    api = build(database_settings, runner, tmp_path)
    yield api
    api.database.dispose()


@pytest.fixture
def quick_api(sqlite_settings, runner, tmp_path):
    """The API as its owner sees it, on SQLite: for what no database can change."""
    api = build(sqlite_settings, runner, tmp_path)
    yield api
    api.database.dispose()
