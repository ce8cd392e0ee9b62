"""`branchpoint reference`: curves that others published, drawn beside those of runs."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.terminal.failure import Failure, bad_input
from backend.cli.terminal.output import AsJson, columns, say, say_json

CURVES = "published-curves"


class Act(StrEnum):
    """What can be done with published curves."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    RESTORE = "restore"


What = Annotated[
    str | None,
    typer.Argument(metavar="[FILE|ID]", help="add: a CSV file, - for standard input; else an id."),
]
About = Annotated[
    list[str] | None,
    typer.Option(
        "--about",
        metavar="NAME=TEXT",
        help="add: title, source (as one cites it), url, environment, algorithm or metric; may be "
        "repeated.",
    ),
]


def reference(
    act: Annotated[Act, typer.Argument(help="list, add, remove or restore.")] = Act.LIST,
    what: What = None,
    *,
    about: About = None,
    as_json: AsJson = False,
) -> None:
    """List, add and remove curves that others published: dashed lines in figures of their task.

    add FILE reads a CSV table with the columns step and value, and perhaps low and high. Needed
    are --about source=TEXT and --about environment=TASK; the series is return/real without
    --about metric=KEY, and the title the name of the file.
    """
    client = connect()
    if act is Act.LIST:
        _list(client, as_json=as_json)
        return
    if what is None:
        raise bad_input("FILE|ID", "nothing", "a CSV file" if act is Act.ADD else "an id of list")
    if act is Act.ADD:
        body = {"title": Path(what).stem, **_said(about or []), "csv": _text(what)}
        answer = client.create(CURVES, body)
        words = f"Kept {answer['title']} as {answer['id']}: {answer['points']:,} points."
    elif act is Act.REMOVE:
        answer = client.delete(f"{CURVES}/{what}")
        undo = f"branchpoint reference restore {what} brings it back."
        words = f"Removed {answer['title']}. {undo}"
    else:
        answer = client.post(f"{CURVES}/{what}/restore")
        words = f"Restored {answer['title']}."
    if as_json:
        say_json(answer)
    else:
        say(words)


def _said(about: list[str]) -> dict[str, str]:
    said = {}
    for part in about:
        name, sign, text = part.partition("=")
        if not sign or name == "csv":
            raise bad_input("--about", repr(part), "NAME=TEXT, such as url=https://...")
        said[name.strip()] = text
    return said


def _text(what: str) -> str:
    try:
        data = sys.stdin.buffer.read() if what == "-" else Path(what).read_bytes()
        return data.decode()
    except OSError as error:
        raise Failure(f"{what} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise bad_input("FILE", what, "a table in UTF-8") from error


def _list(client: Client, *, as_json: bool) -> None:
    found = client.get(CURVES)["items"]
    if as_json:
        say_json(found)
    elif not found:
        say("There are no published curves. branchpoint reference add FILE keeps one.")
    else:
        names = ("id", "title", "algorithm", "environment", "metric", "points", "source")
        rows = [[each[name] for name in names] for each in found]
        say(columns([name.upper() for name in names], rows, ("TITLE", "SOURCE")))
