"""`branchpoint sessions`: the browsers that are signed in, and signing them out."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import AsJson, age, columns, say, say_json

ALL = "all"


class Act(StrEnum):
    """What can be done to sessions."""

    REVOKE = "revoke"


Which = Annotated[
    str | None,
    typer.Argument(metavar="[ID|all]", help="A session's id, the beginning of it, or all."),
]


def sessions(
    act: Annotated[Act | None, typer.Argument(help="Sign browsers out.")] = None,
    which: Which = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the browsers that are signed in, or sign them out: sessions revoke ID, or all."""
    client = connect()
    if act is None:
        _list(client.get("sessions"), as_json=as_json)
        return
    if which is None:
        raise bad_input("ID", "none", "a session's id, or all")
    listed = client.get("sessions")["items"]
    ended = listed if which == ALL else [_meant(listed, which)]
    answer = _revoke(client, which, ended)
    if as_json:
        say_json(answer)
    else:
        for each in ended:
            say(f"{each['id']} ({each['browser']}) is signed out")


def _revoke(client: Client, which: str, ended: Sequence[dict[str, Any]]) -> object:
    return client.delete("sessions" if which == ALL else f"sessions/{ended[0]['id']}")


def _list(page: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(page)
        return
    rows = [
        (
            each["id"],
            each["browser"],
            age(each["created_at"]),
            age(each["last_used_at"]),
            each["expires_at"][:16],
        )
        for each in page["items"]
    ]
    say(columns(("id", "browser", "signed in", "last used", "until"), rows, ("browser",)))


def _meant(listed: Sequence[dict[str, Any]], which: str) -> dict[str, Any]:
    meant = [each for each in listed if each["id"] == which] or [
        each for each in listed if each["id"].startswith(which)
    ]
    if len(meant) == 1:
        return meant[0]
    several = ", ".join(each["id"] for each in meant)
    told = f"ambiguous: {several}" if meant else "unknown; see branchpoint sessions"
    code = ExitCode.USAGE if meant else ExitCode.NOT_FOUND
    raise Failure(f"session {which!r} is {told}.", code)
