"""The path that a server has below a host name which it shares, as `/branchpoint`."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send


class BasePath:
    """Takes the base path off the address of a request.

    Proxies differ in whether they do that before they pass a request on. Both are understood, so
    that what lies behind sees the same address either way.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the address as it would be without a base path."""
        path = scope.get("path", "")
        if scope["type"] == "http" and f"{path}/".startswith(f"{self.base}/"):
            own = path.removeprefix(self.base) or "/"
            scope = {**scope, "path": own, "raw_path": quote(own).encode()}
        await self.app(scope, receive, send)
