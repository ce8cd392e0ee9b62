"""Methods beside those of the routes: HEAD wherever GET is, OPTIONS, and what a 405 allows."""

import re

import anyio
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACES = re.compile(r"\{[^}]*\}")


class HeadOfGet:
    """Answers HEAD on the API as GET would be answered, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; the first part of a body ends the answer, and a stream with it."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        # The page's own route knows HEAD: there it must not use up a token that signs in.
        if not is_head or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        is_over = False

        async def without_body(message: Message) -> None:
            nonlocal is_over
            if message["type"] != "http.response.body":
                await send(message)
                return
            if not is_over:
                is_over = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            if message.get("more_body"):
                answering.cancel()

        with anyio.CancelScope() as answering:
            await self.app({**scope, "method": "GET"}, receive, without_body)


def allowed_methods(request: Request) -> str:
    """Every method that the address of a request knows, as the header `Allow` names them."""
    path = request.scope["path"]
    matching = [
        route
        for route in iter_route_contexts(request.app.routes)
        if route.path is not None and compile_path(route.path)[0].match(path)
    ]
    closest = min((_looseness(route) for route in matching), default=(False, 0, 0))
    known = {
        method
        for route in matching
        if _looseness(route) == closest
        for method in route.methods or ()
    }
    return ", ".join(sorted(known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())))


def _looseness(route: RouteContext) -> tuple[bool, int, int]:
    """How little of a path a route names itself: `/runs/cancel` less than `/runs/{run_id}`."""
    path = route.path or ""
    return ":path" in path, path.count("{"), -len(PLACES.sub("", path))
