"""The API as the reader of a link is answered: what is published is asked so, and shows no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from backend.cli.api_client.client import TIMEOUT, Client
from backend.cli.api_client.patience import patiently
from backend.cli.terminal.failure import ExitCode, Failure
from backend.publication.gather import Ask, Asked

# Were it left behind, the link would open no longer than this.
LASTS = timedelta(hours=2)


@contextmanager
def reader(client: Client, target: dict[str, Any]) -> Iterator[Ask]:
    """Asks as somebody with a link to a target, which is taken back at the end."""
    over = datetime.now(UTC) + LASTS
    link = client.create("shares", target | {"expires_at": over.isoformat()})
    headers = {"Branchpoint-Share": link["token"]}
    try:
        with _connection(client, "/api/v1/", headers) as http:
            yield lambda address: _asked(http, address)
    finally:
        client.delete(f"shares/{link['id']}")


def _connection(client: Client, below: str, headers: dict[str, str] | None = None) -> httpx.Client:
    """Nothing but this goes along: no proxy and no password that the environment names."""
    return httpx.Client(
        base_url=client.url + below,
        headers=headers,
        timeout=TIMEOUT,
        trust_env=False,
        verify=client.trusted,
    )


def _answer(http: httpx.Client, address: str) -> httpx.Response:
    try:
        return patiently(lambda: http.get(address))
    except httpx.TransportError as error:
        raise Failure(f"the server went away: {error}", ExitCode.UNREACHABLE) from error


def _asked(http: httpx.Client, address: str) -> Asked:
    response = _answer(http, address)
    return Asked(response.status_code, response.headers.get("content-type", ""), response.content)


def page_files(client: Client) -> dict[str, bytes]:
    """The files that a published page is made of, as the server has them."""
    with _connection(client, "/published/") as http:
        names = _file(http, "files.txt").decode().split()
        return {name: _file(http, name) for name in names}


def _file(http: httpx.Client, name: str) -> bytes:
    response = _answer(http, name)
    is_page = "text/html" in response.headers.get("content-type", "")
    if not response.is_success or is_page:
        raise Failure(
            "the server has no page to publish: run `make up`, or `npm run build` in frontend/."
        )
    return response.content
