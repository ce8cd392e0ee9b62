"""The printed address: its one-time token becomes this browser's session cookie."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backend.access import new_session
from backend.db import credentials
from backend.db.session import Database
from backend.secret_tokens import token_hash
from backend.settings import WebSettings

USED = (
    "<!doctype html><html lang=en><title>Branchpoint</title>"
    "<h1>This address was used already</h1><p>Each address that <code>branchpoint up</code> prints "
    "signs in one browser, once. If it was this browser, <a href={page}>go on</a>. If not, "
    "<code>branchpoint open</code> prints a new address.</p></html>"
)


def sign_in(request: Request) -> Response:
    """Exchange the address's token for a cookie, and lose the token from the address."""
    database: Database = request.app.state.database
    web: WebSettings = request.app.state.web
    with database.transaction() as session:
        known = credentials.use_one_time(session, token_hash(request.query_params["token"]))
        if not known:
            return HTMLResponse(USED.format(page=f"{web.base_path}/"), status_code=401)
        _, token = new_session.begin(session, web, new_session.caller_of(request, web))
    response = RedirectResponse(web.base_path + _without_token(request), status_code=303)
    new_session.set_cookie(response, web, token)
    return response


def _without_token(request: Request) -> str:
    """The same address on this server. One leading slash: two would name another server."""
    path = "/" + request.url.path.lstrip("/\\")
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
    return quote(path) + (f"?{urlencode(rest)}" if rest else "")
