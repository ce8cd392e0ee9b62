"""Waiting until a new instance can do its work: its API answers, and its worker is registered."""

import time
from collections.abc import Callable, Sequence

import httpx

from backend.cli.instance.certificate import trusted
from backend.cli.instance.instance_file import Instance
from backend.cli.instance.registered import is_registered
from backend.cli.instance.supervisor import Child
from backend.cli.terminal.failure import Failure
from backend.db.session import Database

READY_SECONDS = 120.0
ANSWER_SECONDS = 5.0


def wait_until_ready(
    instance: Instance,
    database: Database,
    children: Sequence[Child],
    stop_asked: Callable[[float], bool],
    seconds: float = READY_SECONDS,
) -> bool:
    """Whether all came up, or `False` when a stop was asked for meanwhile.

    Args:
        instance: Where the API will answer.
        database: Where the worker registers.
        children: The API and the worker.
        stop_asked: Waits for so many seconds and says whether to stop.
        seconds: How long to wait at most.

    Raises:
        Failure: When a child ends by itself, or they take too long.
    """
    pids = {child.process.pid for child in children}
    deadline = time.monotonic() + seconds
    verify = trusted(instance.certificate, is_plain=instance.url.startswith("http:"))
    with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS, verify=verify) as http:
        while not stop_asked(0.05):
            for child in children:
                child.refuse_if_ended()
            lacking = _lacking(http, instance.url, is_worker_there=is_registered(database, pids))
            if lacking is None:
                return True
            if time.monotonic() > deadline:
                logs = " and ".join(str(child.log) for child in children)
                raise Failure(f"not ready after {seconds:.0f} s. {lacking} See {logs}.")
    return False


def _lacking(http: httpx.Client, url: str, *, is_worker_there: bool) -> str | None:
    """What keeps the instance from being ready, in a sentence; None when nothing does."""
    if not is_worker_there:
        return "The worker has not registered."
    try:
        answer = http.get(f"{url}/api/v1/ready")
    except httpx.TransportError:
        return "The API does not answer."
    return None if answer.is_success else _reason(answer)


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, TypeError, KeyError):
        return f"The API answers GET /ready with {answer.status_code}."
