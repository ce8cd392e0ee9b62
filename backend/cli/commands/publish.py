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
from backend.publication.publish import Made, publish_folder
from backend.publication.remote import Remote
from backend.publication.whole_files import publish_html, publish_zip
from backend.version import VERSION

# Answers between two signs of life.
OFTEN = 100
REMOTE = "://"
WHOLE = (".zip", ".html")

Targets = Annotated[
    list[str],
    typer.Argument(metavar="RUN|EXPERIMENT...", help="One, or several runs: a comparison of them."),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="TARGET",
        help="A folder, a .zip, a single .html of at most 3 MB, or an address such as s3://.",
    ),
]
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
            made = _made(Gatherer(ask), page, facts, to)
    except BadTarget as error:
        raise Failure(f"--to: {error}", ExitCode.USAGE) from error
    except NothingToPublish as error:
        raise Failure("there is no run in it yet, so there is nothing to publish.") from error
    except OSError as error:
        raise Failure(f"{to} cannot be written: {error.strerror or error}") from error
    note(f"{made.answers:,} answers, {made.bytes / 1e6:.1f} MB. {made.left_out}".strip())
    say(_address(to))


def _made(gatherer: Gatherer, page: dict[str, bytes], facts: Facts, to: str) -> Made:
    """Put it where it is to lie, in the form that the name of the target says."""
    if REMOTE in to:
        return publish_folder(gatherer, page, facts, Remote(to), _tell)
    path = Path(to)
    whole = {".zip": publish_zip, ".html": publish_html}.get(path.suffix)
    if whole is not None:
        return whole(gatherer, page, facts, path, _tell)
    return publish_folder(gatherer, page, facts, Folder(path), _tell)


def _address(to: str) -> str:
    """What to send, or to open."""
    if REMOTE in to:
        return f"{to.rstrip('/')}/{INDEX}"
    path = Path(to).resolve()
    return (path if path.suffix in WHOLE else path / INDEX).as_uri()


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
