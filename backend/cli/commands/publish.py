"""`branchpoint publish`: a shared page as plain files, for any static host or none."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.reader import page_files, reader
from backend.cli.api_client.resolve import find_run_ids, find_target
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import note, say
from backend.publication.document import Facts
from backend.publication.gather import Gatherer, NothingToPublish
from backend.publication.places import INDEX, BadTarget, Folder
from backend.publication.publish import publish_folder
from backend.version import VERSION

# Answers between two signs of life.
OFTEN = 100

Targets = Annotated[
    list[str],
    typer.Argument(metavar="RUN|EXPERIMENT...", help="One, or several runs: a comparison of them."),
]
To = Annotated[str, typer.Option("--to", metavar="TARGET", help="A folder, new or published to.")]
Title = Annotated[str, typer.Option("--title", help="What the page is called.")]
Words = Annotated[str, typer.Option("--note", help="What you say of it, above the figures.")]
Licence = Annotated[
    str, typer.Option("--licence", help="Under which terms it may be used, such as CC BY 4.0.")
]
View = Annotated[
    str,
    typer.Option("--view", help="What stands after `?` in the page's address: opens that view."),
]


def publish(
    targets: Targets,
    to: To,
    title: Title = "",
    words: Words = "",
    licence: Licence = "",
    view: View = "",
) -> None:
    """Publish a run, an experiment or a comparison as a page that needs no server.

    The page is that of a share link, with its answers in files beside it, as they are now. It opens
    from any static host, under any path, and as a file. Publishing to the same place again
    replaces it whole.
    """
    client = connect()
    target = _target(client, targets, title, view)
    folder = Path(to)
    facts = Facts(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        title=target["title"],
        note=words,
        licence=licence,
        version=VERSION,
        left_out="",
    )
    page = page_files(client)
    try:
        with reader(client, target) as ask:
            made = publish_folder(Gatherer(ask), page, facts, Folder(folder), _tell)
    except BadTarget as error:
        raise Failure(f"--to: {error}", ExitCode.USAGE) from error
    except NothingToPublish as error:
        raise Failure("there is no run in it yet, so there is nothing to publish.") from error
    except OSError as error:
        raise Failure(f"{folder} cannot be written: {error.strerror}") from error
    where = (folder / INDEX).resolve()
    note(f"{made.answers:,} answers, {made.bytes / 1e6:.1f} MB. {made.left_out}".strip())
    say(where.as_uri())


def _target(client: Client, targets: list[str], title: str, view: str) -> dict[str, Any]:
    """What a link to it would show."""
    if len(targets) > 1:
        runs = find_run_ids(client, targets)
        named = title or f"Comparison of {len(runs)} runs"
        return {"kind": "comparison", "run_ids": runs, "title": named, "view": view}
    if not targets:
        raise bad_input("RUN", "nothing", "at least one run or experiment")
    kind, found = find_target(client, targets[0])
    return {"kind": kind, "target_id": found["id"], "title": title or found["name"], "view": view}


def _tell(answers: int) -> None:
    if answers % OFTEN == 0 and sys.stderr.isatty():
        note(f"{answers:,} answers ...")
