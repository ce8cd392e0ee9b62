"""Runs and experiments by what a user types: an id, a name, or the unambiguous beginning of one."""

import re
from collections.abc import Iterable
from typing import Any

from backend.cli.api_client.client import Client
from backend.cli.terminal.failure import ExitCode, Failure

ID = re.compile(r"[0-9a-z]{12}")
SHOWN = 5


def find_run(client: Client, text: str) -> dict[str, Any]:
    """The one run that `text` means.

    Raises:
        Failure: When it means none, or several.
    """
    if ID.fullmatch(text):
        known = _by_id(client, f"runs/{text}")
        if known is not None:
            return known
    return _one(client.pages("runs", archived=True, limit=500), "run", text)


def find_experiment(client: Client, text: str) -> dict[str, Any]:
    """The one experiment that `text` means.

    Raises:
        Failure: When it means none, or several.
    """
    return _one(client.get("experiments", limit=500)["items"], "experiment", text)


def find_target(client: Client, text: str) -> tuple[str, dict[str, Any]]:
    """The run or else the experiment that `text` means, with its kind."""
    try:
        return "run", find_run(client, text)
    except Failure as no_run:
        if no_run.exit_code is not ExitCode.NOT_FOUND:
            raise
    try:
        return "experiment", find_experiment(client, text)
    except Failure as neither:
        if neither.exit_code is not ExitCode.NOT_FOUND:
            raise
        raise Failure(f"there is no run or experiment {text!r}.", ExitCode.NOT_FOUND) from neither


def find_run_ids(client: Client, targets: Iterable[str]) -> list[str]:
    """The ids of the runs that are meant, and of all runs of experiments, each once.

    Raises:
        Failure: When one means nothing, or several.
    """
    run_ids: list[str] = []
    for target in targets:
        kind, found = find_target(client, target)
        if kind == "run":
            run_ids.append(found["id"])
        else:
            pages = client.pages("runs", experiment=found["id"], archived=True, limit=500)
            run_ids.extend(run["id"] for run in pages)
    return list(dict.fromkeys(run_ids))


def _by_id(client: Client, path: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.get(path)
    except Failure as failure:
        if failure.exit_code is ExitCode.NOT_FOUND:
            return None
        raise
    return found


def _one(things: Iterable[dict[str, Any]], noun: str, text: str) -> dict[str, Any]:
    begun = [
        each for each in things if each["id"].startswith(text) or each["name"].startswith(text)
    ]
    exact = [each for each in begun if text in (each["id"], each["name"])]
    meant = exact or begun
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise Failure(f"there is no {noun} {text!r}.", ExitCode.NOT_FOUND)
    names = ", ".join(f"{each['id']} ({each['name']})" for each in meant[:SHOWN])
    more = f" and {len(meant) - SHOWN} more" if len(meant) > SHOWN else ""
    raise Failure(f"{noun} {text!r} is ambiguous: {names}{more}.", ExitCode.USAGE)
