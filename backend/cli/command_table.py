"""The table of commands, and the command line made from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated

import typer

from backend.version import VERSION

# One line per paragraph: the help breaks lines by the terminal's width, and keeps those it finds.
HELP = """Branchpoint: a dashboard for model-based reinforcement learning.

{meaning}

Exit status:
0 done
1 it failed: a run that was waited for, a check of doctor, the server
2 wrong usage, or refused values
3 no server answers, or it does not let you in
4 no such run, experiment or link
5 a run that was waited for was cancelled
130 interrupted
""".format(
    meaning=(
        "Commands about runs and sharing talk to the instance on this machine, or to the one at "
        "BRANCHPOINT_URL with the API token in BRANCHPOINT_TOKEN. A RUN is an id, a name, or the "
        "beginning of one where it is unambiguous."
    )
)

NEGATIVE = re.compile(r"-\d+")
MACHINE, RUNS, SHARING = "This machine", "Runs", "Sharing"


@dataclass(frozen=True)
class Entry:
    """Where a command lives and under which heading of the help it stands."""

    module: str
    function: str
    heading: str


def _entries(heading: str, **places: str) -> dict[str, Entry]:
    return {
        name: Entry(f"backend.cli.commands.{module}", function, heading)
        for name, place in places.items()
        for module, function in [place.split(":")]
    }


COMMANDS: Mapping[str, Entry] = {
    **_entries(
        MACHINE,
        up="up:up",
        open="open_page:open_page",
        sessions="sessions:sessions",
        accounts="accounts:accounts",
        doctor="doctor:doctor",
        api="processes:api",
        worker="processes:worker",
        migrate="migrate:migrate",
        **{"migrate-store": "stores:migrate_store"},
        backup="stores:backup",
        **{"restore-backup": "stores:restore_backup"},
        gc="stores:gc",
        suite="suite:suite",
        openapi="processes:openapi",
    ),
    **_entries(
        RUNS,
        launch="launch:launch",
        presets="presets:presets",
        runs="runs:runs",
        experiments="experiments:experiments",
        show="show:show",
        compare="compare:compare",
        figures="figures:figures",
        reference="reference:reference",
        logs="logs:logs",
        queue="queue:queue",
        cancel="change:cancel",
        pause="queue:pause",
        priority="queue:priority",
        retry="queue:retry",
        tag="change:tag",
        archive="change:archive",
        pin="change:pin",
        relaunch="relaunch:relaunch",
        delete="change:delete",
        restore="change:restore",
        export="export:export",
    ),
    **_entries(
        SHARING,
        share="share:share",
        publish="publish:publish",
        shares="share:shares",
        unshare="share:unshare",
    ),
}


def application(arguments: Sequence[str]) -> typer.Typer:
    """The command line for these arguments.

    It holds all commands where help may be asked for, and otherwise only the one that is called:
    importing the others would take longer than most commands do.
    """
    app = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    called = arguments[0] if arguments else ""
    # A negative number is taken for an option, unless unknown options are taken for arguments.
    reading = {"ignore_unknown_options": any(NEGATIVE.fullmatch(each) for each in arguments)}
    for name in [called] if called in COMMANDS else COMMANDS:
        entry = COMMANDS[name]
        function = getattr(import_module(entry.module), entry.function)
        app.command(name, context_settings=reading, rich_help_panel=entry.heading)(function)
    return app


def _say_version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"branchpoint {VERSION}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    del version
