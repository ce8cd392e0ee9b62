"""`branchpoint publish`: a shared page as plain files, for any static host or none."""

import sys
import time
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run_ids, find_target
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import note, say
from backend.publication.places import BadTarget
from backend.publication.target import Target

POLL_SECONDS = 0.5
# Polls between two signs of life.
OFTEN = 10
ACTIVE = frozenset({"waiting", "running"})

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
Words = Annotated[
    str, typer.Option("--note", help="What you say of it, above the figures, as Markdown.")
]
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
    try:
        target = Target(to)
        asked = _asked(client, targets, title, view) | {"note": words, "licence": licence}
        made = _made(client, asked | {"form": target.form})
        try:
            target.put(client.download(f"publications/{made['id']}/file"))
        finally:
            client.delete(f"publications/{made['id']}")
    except BadTarget as error:
        raise Failure(f"--to: {error}", ExitCode.USAGE) from error
    except OSError as error:
        raise Failure(f"{to} cannot be written: {error.strerror or error}") from error
    size = f"{made['bytes'] / 1e6:.1f} MB"
    note(f"{made['answers']:,} answers, {size}. {made['left_out']}".strip())
    say(target.address)


def _made(client: Client, asked: dict[str, Any]) -> dict[str, Any]:
    """What the server made of it, once it is done."""
    made: dict[str, Any] = client.create("publications", asked)
    try:
        polls = 0
        while made["state"] in ACTIVE:
            time.sleep(POLL_SECONDS)
            polls += 1
            made = client.get(f"publications/{made['id']}")
            if polls % OFTEN == 0 and sys.stderr.isatty():
                note(f"{made['answers']:,} answers ...")
    except KeyboardInterrupt:
        client.delete(f"publications/{made['id']}")
        note("Stopped. Nothing was published.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if made["state"] != "done":
        raise Failure(made["problem"] or "it was cancelled.")
    return made


def _asked(client: Client, targets: list[str], title: str, view: str) -> dict[str, Any]:
    """What a link to it would show."""
    if len(targets) > 1:
        runs = find_run_ids(client, targets)
        named = title or f"Comparison of {len(runs)} runs"
        return {"kind": "comparison", "run_ids": runs, "title": named, "view": view}
    if not targets:
        raise bad_input("RUN", "nothing", "at least one run or experiment")
    kind, found = find_target(client, targets[0])
    return {"kind": kind, "target_id": found["id"], "title": title or found["name"], "view": view}
