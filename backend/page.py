"""The built page: its files, and `index.html` for every other address outside the API."""

import re
import secrets
from functools import partial
from html import escape
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from backend.access.exchange import sign_in
from backend.db.session import Database
from backend.figures.picture import HEIGHT, WIDTH
from backend.files_ahead import files_ahead, links
from backend.http.guards import content_security_policy
from backend.http.lanes import Lanes
from backend.http.problems import BY_STATUS, problem_response
from backend.settings import WebSettings
from backend.sharing.preview import Preview, preview_of

NO_NONCE, NONCE_BYTES = 'nonce=""', 16
# What the build leaves open in `index.html`: where its files lie, and where the server is.
FILES_BESIDE, NO_BASE = '="./', 'name="base-path" content=""'
END_OF_HEAD = "</head>"
SHARED = re.compile(r"s/([^/]+)/?")
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
NOT_BUILT = (
    "<!doctype html><html lang=en><title>Branchpoint</title>"
    "<h1>The page is not built</h1><p>Run <code>make up</code>, or <code>npm ci</code> and "
    "<code>npm run build</code> in <code>frontend/</code>, and load this address again. "
    "The API works without it.</p></html>"
)

log = structlog.get_logger(__name__)


class PageRoute(Route):
    """Every address except those of the API, which answers its own mistakes."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match at or below `/api`."""
        if scope["type"] == "http" and f"{scope['path']}/".startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


def page_route() -> PageRoute:
    """The last route of the app."""
    return PageRoute("/{path:path}", _answer, methods=["GET"], name="page", include_in_schema=False)


async def _answer(request: Request) -> Response:
    if "token" in request.query_params and request.method == "GET":
        # The one address of the page that needs the database: it waits with the other writers.
        lanes: Lanes = request.app.state.lanes
        return await lanes.writing.run(partial(sign_in, request))
    preview = None
    if shared := SHARED.fullmatch(request.path_params["path"]):
        preview = await _preview(request.app.state, shared[1])
    return await run_in_threadpool(_page, request, preview)


async def _preview(state: State, token: str) -> Preview | None:
    def read() -> Preview | None:
        database: Database = state.database
        with database.reading() as session:
            return preview_of(session, token, state.web.share_links)

    lanes: Lanes = state.lanes
    try:
        return await lanes.reading.run(read)
    except SQLAlchemyError:
        # The page itself opens without the database, and says what is wrong.
        log.warning("no preview of a link: the database does not answer")
        return None


def _page(request: Request, preview: Preview | None) -> Response:
    folder: Path = request.app.state.web.page
    path: str = request.path_params["path"]
    file = _file_below(folder, path)
    if file is not None and file.name != "index.html":
        return _file(request, file, FOREVER if path.startswith("assets/") else ASK_AGAIN)
    if path.startswith("assets/"):
        return problem_response(BY_STATUS[404], "There is no such file of the page.")
    index = folder / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, status_code=503)
    base: str = request.app.state.web.base_path
    card = "" if preview is None else _card(preview, _root(request))
    may_be_framed = preview is not None and preview.may_be_framed
    head = links(files_ahead(folder, path), base) + card
    return _index(index, base, head, may_be_framed=may_be_framed)


def _root(request: Request) -> str:
    """Where this server's page begins, as others reach it: cards want whole addresses."""
    web: WebSettings = request.app.state.web
    here = f"{request.url.scheme}://{request.url.netloc}{web.base_path}"
    return web.public_url.rstrip("/") or here


def _index(index: Path, base: str, head: str, *, may_be_framed: bool) -> HTMLResponse:
    """The page itself, as it is for a base path, with a new nonce for the styles that it makes."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    text = index.read_text("utf-8").replace(FILES_BESIDE, f'="{base}/')
    text = text.replace(NO_BASE, NO_BASE.replace('""', f'"{base}"'))
    text = text.replace(NO_NONCE, f'nonce="{nonce}"', 1)
    text = text.replace(END_OF_HEAD, f"{head}{END_OF_HEAD}", 1)
    policy = content_security_policy(nonce, may_be_framed=may_be_framed)
    return HTMLResponse(
        text, headers={"Cache-Control": ASK_AGAIN, "Content-Security-Policy": policy}
    )


def _card(preview: Preview, root: str) -> str:
    """What chat programs show beside the address."""
    picture = f"{root}/api/v1/figures/links/{quote(preview.token, safe='')}.png"
    said = {
        "site_name": "Branchpoint",
        "title": preview.title,
        "description": preview.text,
        "type": "website",
        "image": picture,
        "image:type": "image/png",
        "image:width": str(WIDTH),
        "image:height": str(HEIGHT),
        "image:alt": preview.text,
    }
    tags = [
        f'<meta property="og:{name}" content="{escape(text)}" />' for name, text in said.items()
    ]
    return "".join([*tags, '<meta name="twitter:card" content="summary_large_image" />'])


def _file(request: Request, file: Path, kept: str) -> FileResponse:
    """The file, as the build compressed it beside it for whoever can read that."""
    headers = {"Cache-Control": kept}
    compressed = file.with_name(f"{file.name}.br")
    if not compressed.is_file():
        return FileResponse(file, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if "br" not in request.headers.get("Accept-Encoding", ""):
        return FileResponse(file, headers=headers)
    headers["Content-Encoding"] = "br"
    media_type = guess_type(file.name)[0]
    return FileResponse(compressed, headers=headers, media_type=media_type)


def _file_below(folder: Path, path: str) -> Path | None:
    """The file at `path`, unless the path leads out of the folder."""
    if not path or "\0" in path:
        return None
    try:
        file = (folder / path).resolve()
        return file if file.is_file() and file.is_relative_to(folder.resolve()) else None
    except OSError:  # a name longer than the file system takes
        return None
