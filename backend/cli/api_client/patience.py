"""Trying again while a server is busy or away."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from backend.cli.terminal.output import note

PAUSES = (1.0, 2.0, 4.0, 8.0)
LONGEST_PAUSE = 30.0
# No further try begins later than this: a person waits.
LONGEST_SECONDS = 90.0


def patiently(send: Callable[[], httpx.Response]) -> httpx.Response:
    """What the server answers, once it is there and has time, or its last refusal.

    Only for a request that means the same when it is carried out twice: it reads, carries an
    idempotency key, or asks for a state that stays as it is.

    Raises:
        httpx.TransportError: When the last try had no answer.
    """
    began = time.monotonic()
    for pause in PAUSES:
        try:
            response = send()
        except httpx.TransportError:
            if time.monotonic() - began > LONGEST_SECONDS:
                raise
            reason, wait = "The server does not answer", pause
        else:
            asked = _seconds_asked(response)
            if asked is None:
                return response
            reason, wait = _reason(response), min(max(asked, pause), LONGEST_PAUSE)
        note(f"{reason}; trying again in {wait:.0f} s ...")
        time.sleep(wait)
    return send()


def _reason(response: httpx.Response) -> str:
    """What the server says is wrong; a proxy before it says nothing that can be read."""
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        return str(response.json()["title"])
    return "The server is busy"


def _seconds_asked(response: httpx.Response) -> float | None:
    """How long the server asks to wait; None when it does not ask for another try."""
    given = response.headers.get("retry-after", "")
    if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE or not given:
        return None
    if given.isdecimal():
        return float(given)
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return 0.0
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
