"""Changes that a page of another site asks for, with the cookie that the browser adds by itself."""

from urllib.parse import urlsplit

from fastapi import Request

from backend.errors import CrossSite
from backend.settings import WebSettings
from backend.spec.problems import shortened


def refuse_other_sites(request: Request, web: WebSettings) -> None:
    """A browser adds the cookie by itself, so a change must prove that our page asks for it.

    Raises:
        CrossSite: When it does not.
    """
    headers = request.headers
    if headers.get("branchpoint-csrf") != "1":
        raise CrossSite("A change with the session cookie needs the header Branchpoint-Csrf: 1.")
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise CrossSite("Only this server's own page may change things with the session cookie.")
    origin = headers.get("origin")
    ours = {headers.get("host", "").lower(), web.public_place}
    if origin is not None and _place(origin) not in ours - {""}:
        raise CrossSite(f"The page at {shortened(origin)} may not change things here.")


def _place(origin: str) -> str | None:
    """Host and port of an origin; None for one that is no address at all."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
