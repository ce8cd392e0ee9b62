"""`branchpoint share`, `shares` and `unshare`: read-only links."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_target
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import AsJson, age, columns, say, say_json

LASTING = re.compile(r"(\d{1,5})([hdw])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

Expires = Annotated[
    str | None,
    typer.Option("--expires", help="How long the link is good: 12h, 7d or 2w. Forever without it."),
]


def share(
    target: Annotated[str, typer.Argument(metavar="RUN|EXPERIMENT", help="Id or name.")],
    title: Annotated[
        str | None, typer.Option("--title", help="Shown above what is shared.")
    ] = None,
    expires: Expires = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a read-only link to a run or an experiment. It is shown this once."""
    expires_at = _expiry(expires)
    client = connect()
    kind, found = find_target(client, target)
    request = {"kind": kind, "target_id": found["id"], "title": title, "expires_at": expires_at}
    made = client.create("shares", request)
    made["url"] = client.url + made["url"]
    if as_json:
        say_json(made)
    else:
        say(made["url"])


def shares(*, as_json: AsJson = False) -> None:
    """List links that were not taken back. Their addresses are not kept, so none is shown."""
    page = connect().get("shares", limit=500)
    if as_json:
        say_json(page)
        return
    rows = [
        (
            each["id"],
            each["kind"],
            each["target_id"],
            each["title"],
            age(each["created_at"]),
            _state(each["expires_at"]),
        )
        for each in page["items"]
    ]
    say(columns(("id", "kind", "target", "title", "age", "state"), rows, ("title",)))


def unshare(
    link: Annotated[str, typer.Argument(metavar="LINK", help="Its id, or the beginning of it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take a link back."""
    client = connect()
    known = [each["id"] for each in client.get("shares", limit=500)["items"]]
    meant = [each for each in known if each == link] or [
        each for each in known if each.startswith(link)
    ]
    if len(meant) != 1:
        several = f"ambiguous: {', '.join(meant)}" if meant else "unknown; see branchpoint shares"
        raise Failure(
            f"link {link!r} is {several}.", ExitCode.USAGE if meant else ExitCode.NOT_FOUND
        )
    revoked = client.delete(f"shares/{meant[0]}")
    if as_json:
        say_json(revoked)
    else:
        say(f"{revoked['id']} is no longer shared")


def _expiry(text: str | None) -> str | None:
    if text is None:
        return None
    matched = LASTING.fullmatch(text)
    if matched is None or int(matched[1]) == 0:
        raise bad_input("--expires", repr(text), "a time like 12h, 7d or 2w")
    return (datetime.now(UTC) + int(matched[1]) * UNITS[matched[2]]).isoformat()


def _state(expires_at: str | None) -> str:
    if expires_at is None:
        return "open"
    over = datetime.fromisoformat(expires_at) <= datetime.now(UTC)
    return "expired" if over else f"open until {expires_at[:16]}"
