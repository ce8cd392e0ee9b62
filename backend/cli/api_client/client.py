"""The API as the commands use it: JSON in, JSON out, every problem as a `Failure`."""

import os
import secrets
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from backend.address import alive, recorded
from backend.cli.api_client.patience import patiently
from backend.cli.instance import instance_file
from backend.cli.instance.certificate import trusted
from backend.cli.terminal.failure import ExitCode, Failure

# What a decoded JSON text can be; the API's own schemas say what it is.
Json: TypeAlias = Any

KEY = "Idempotency-Key"
TIMEOUT = httpx.Timeout(60, connect=5)
JSON_TYPES = ("application/json", "application/problem+json")


def _is_loopback(url: httpx.URL) -> bool:
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost"


class Client:
    """A connection to one instance. A busy one, or one that is away, is asked again for a while.

    Attributes:
        url: The instance's address, without a slash at the end.
    """

    def __init__(
        self, url: str, token: str, *, if_silent: str, patient: bool = True, certificate: str = ""
    ) -> None:
        self.url = url.rstrip("/")
        self._if_silent = if_silent
        self._patient = patient
        try:
            base = httpx.URL(self.url + "/api/v1/")
        except httpx.InvalidURL as error:
            raise Failure(f"BRANCHPOINT_URL: {error} (got {url})", ExitCode.USAGE) from error
        if base.scheme not in {"http", "https"} or not base.host:
            raise Failure(f"BRANCHPOINT_URL: begins with http:// (got {url})", ExitCode.USAGE)
        is_local = _is_loopback(base)
        self._http = httpx.Client(
            base_url=base,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=TIMEOUT,
            verify=trusted(certificate, is_plain=is_local and base.scheme == "http"),
            # A proxy that is set for the network has no way to this machine's own loopback.
            trust_env=not is_local,
        )

    def get(self, path: str, **query: object) -> Json:
        """The answer to a GET. `None` and empty values are left out of the query."""
        return self._json("GET", path, params=_query(query))

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Json:
        """The answer to a POST that creates nothing, so that twice is as good as once."""
        return self._json("POST", path, json=None if body is None else _given(body))

    def create(self, path: str, body: Mapping[str, object]) -> Json:
        """The answer to a POST that creates. All tries carry one key, so it creates once."""
        headers = {KEY: secrets.token_hex(16)}
        return self._json("POST", path, json=_given(body), headers=headers)

    def patch(self, path: str, body: Mapping[str, object]) -> Json:
        """The answer to a PATCH."""
        return self._json("PATCH", path, json=_given(body))

    def delete(self, path: str) -> Json:
        """The answer to a DELETE."""
        return self._json("DELETE", path)

    def download(self, path: str, **query: object) -> bytes:
        """An answer that is a file."""
        return self._send("GET", path, params=_query(query)).content

    def pages(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        """Every item of a list with a cursor."""
        cursor = None
        while True:
            page = self.get(path, **query, cursor=cursor)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _json(self, method: str, path: str, **request: Json) -> Json:
        response = self._send(method, path, **request)
        try:
            return response.json()
        except ValueError as error:
            raise self._stranger() from error

    def _send(self, method: str, path: str, **request: Json) -> httpx.Response:
        def send() -> httpx.Response:
            return self._http.request(method, path, **request)

        try:
            response = patiently(send) if self._patient else send()
        except httpx.TransportError as error:
            raise self._silence(method, error) from error
        if response.is_success:
            return response
        raise self._refusal(response)

    def _silence(self, method: str, error: httpx.TransportError) -> Failure:
        said = f"nothing answers at {self.url}: {error}. {self._if_silent}"
        if isinstance(error, httpx.TimeoutException):
            said = f"{self.url} did not answer in time ({type(error).__name__})."
        if method != "GET" and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            said += " It may have been done all the same: look before you ask again."
        return Failure(said, ExitCode.UNREACHABLE)

    def _stranger(self) -> Failure:
        return Failure(
            f"{self.url} answers, but not as Branchpoint does. Check BRANCHPOINT_URL.",
            ExitCode.UNREACHABLE,
        )

    def _refusal(self, response: httpx.Response) -> Failure:
        if response.headers.get("content-type", "").split(";")[0] not in JSON_TYPES:
            return self._stranger()
        try:
            problem = response.json()
        except ValueError:
            return self._stranger()
        return Failure(problem_text(problem), _exit_code(response.status_code))


def _exit_code(status: int) -> ExitCode:
    known = {401: ExitCode.UNREACHABLE, 403: ExitCode.UNREACHABLE}
    known |= {404: ExitCode.NOT_FOUND, 410: ExitCode.NOT_FOUND}
    return known.get(status, ExitCode.FAILED if status >= 500 else ExitCode.USAGE)


def problem_text(problem: Mapping[str, Any]) -> str:
    """A problem for a terminal: its title and sentence, or each refused field on its own line."""
    refused = problem.get("errors") or []
    if refused:
        lines = [f"  {each['field']}: {each['message']}{_got(each['value'])}" for each in refused]
        return "\n".join([f"{problem['title']}.", *lines])
    return f"{problem.get('title', 'refused')}. {problem.get('detail', '')}".strip()


def _got(value: str) -> str:
    return f" (got {value})" if value else ""


def _given(body: Mapping[str, object]) -> dict[str, object]:
    """A body without the fields that are `None`."""
    return {name: value for name, value in body.items() if value is not None}


def _query(query: Mapping[str, object]) -> dict[str, str]:
    plain: dict[str, str] = {}
    for name, value in query.items():
        text = "" if value is None else str(value)
        if isinstance(value, bool):
            text = text.lower()
        if isinstance(value, list | tuple):
            text = ",".join(str(each) for each in value)
        if text:
            plain[name] = text
    return plain


def connect() -> Client:
    """The instance that this shell means: `BRANCHPOINT_URL`, or the one on this machine.

    Raises:
        Failure: When no instance is known.
    """
    url = os.environ.get("BRANCHPOINT_URL")
    if url:
        return Client(
            url,
            os.environ.get("BRANCHPOINT_TOKEN", ""),
            if_silent="Check BRANCHPOINT_URL, and that the instance runs.",
        )
    folder = instance_file.data_folder()
    running = instance_file.running(folder)
    if running is None:
        alone = recorded(folder)
        if alone is not None:
            raise Failure(
                f"an API that was started alone listens at {alone}, and commands need a token "
                "there. `branchpoint open` prints an address that signs a browser in; make a token "
                f"there, under Session. Then set BRANCHPOINT_URL={alone} and BRANCHPOINT_TOKEN.",
                ExitCode.UNREACHABLE,
            )
        raise Failure(
            f"no instance is running here (looked for {folder / instance_file.FILE}).\n"
            "Start one with `branchpoint up`, name its data folder with BRANCHPOINT_DATA, or set "
            "BRANCHPOINT_URL and BRANCHPOINT_TOKEN.",
            ExitCode.UNREACHABLE,
        )
    return Client(
        running.url,
        running.token,
        if_silent=_stale(folder, running),
        patient=alive(running.pid),
        certificate=running.certificate,
    )


def _stale(folder: Path, running: instance_file.Instance) -> str:
    if alive(running.pid):
        return f"`branchpoint up` (process {running.pid}) is there, but its API is not ready."
    return (
        f"{folder / instance_file.FILE} is left from an instance that did not stop cleanly. "
        "Start it again with `branchpoint up`."
    )
