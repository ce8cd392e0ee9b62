"""`branchpoint suite`: the fixed episodes along which the models of all runs are compared."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from backend.cli.commands.processes import become
from backend.cli.instance import instance_file
from backend.cli.instance.given_settings import given
from backend.cli.instance.installed import refuse_without_torch
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import AsJson, columns, say, say_json
from backend.db import suites
from backend.db.settings import DatabaseSettings
from backend.db.suites import StoredSuite
from backend.spec.environments import ENVIRONMENTS


class Act(StrEnum):
    """What can be done with suites."""

    MAKE = "make"
    LIST = "list"
    SHOW = "show"
    CHECK = "check"


Environment = Annotated[
    str | None, typer.Argument(metavar="[ENVIRONMENT]", help="A task of the catalog.")
]
FromRuns = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="RUN", help="A run whose policy acts; may be repeated."),
]
Steps = Annotated[
    int | None,
    typer.Option("--steps", min=20, help="Real steps of training, where no run is named."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of training, episodes and noise.")]


def suite(
    act: Annotated[Act, typer.Argument(help="make, list, show or check.")],
    environment: Environment = None,
    *,
    from_runs: FromRuns = None,
    steps: Steps = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Make, list, show or check suites: fixed episodes along which all runs are measured.

    make ENVIRONMENT trains a policy (SAC, or double DQN), or takes those of runs of this data
    folder, and records at least 20 episodes of a random, a half-trained and a trained policy,
    without and with noise. Runs that start later are measured along it. show takes an ENVIRONMENT;
    list and check take all. check ends with 1 where a file is damaged.
    """
    if act in (Act.MAKE, Act.SHOW) and environment not in ENVIRONMENTS:
        raise bad_input("ENVIRONMENT", environment or "none", "a task of the catalog")
    if act is Act.MAKE:
        options = [f"--from={run}" for run in from_runs or ()]
        options += [] if steps is None else [f"--steps={steps}"]
        refuse_without_torch()
        # A process of its own: the command line never imports torch.
        data = {"BRANCHPOINT_DATA": str(instance_file.data_folder())}
        become("worker.jobs.make_suite", data, [str(environment), *options, f"--seed={seed}"])
    settings = given(DatabaseSettings).model_copy(update={"data": instance_file.data_folder()})
    found = list(suites.stored(settings.artifacts, environment or ""))
    if as_json:
        say_json([_plain(each) for each in found])
    elif act is Act.SHOW:
        _show(found, str(environment))
    else:
        _list(found)
    broken = sum(each.suite is None for each in found)
    if act is Act.CHECK and broken:
        raise Failure(f"{broken} of {len(found)} suites cannot be used")


def _plain(each: StoredSuite) -> dict[str, Any]:
    made = each.suite
    return {
        "file": each.uri,
        "shipped": each.is_shipped,
        "problem": each.problem or None,
        "checksum": made and made.checksum,
        "episodes": made and len(made.lengths),
        "starts": made and len(made.starts),
        "horizon": made and made.horizon,
        "about": made and dict(made.about),
    }


def _list(found: Sequence[StoredSuite]) -> None:
    if not found:
        say("No suites. Make one: branchpoint suite make ENVIRONMENT")
        return
    headings = ("environment", "checksum", "episodes", "starts", "horizon", "from", "state")
    say(columns(headings, [_row(each) for each in found]))


def _row(each: StoredSuite) -> tuple[object, ...]:
    made, whence = each.suite, "the program" if each.is_shipped else "here"
    if made is None:
        return (each.name, None, None, None, None, whence, each.problem)
    counts = (len(made.lengths), len(made.starts), made.horizon)
    return (made.environment["id"], made.checksum[:12], *counts, whence, "whole")


def _show(found: Sequence[StoredSuite], environment: str) -> None:
    made = next((each for each in found if each.suite is not None), None)
    if made is None or made.suite is None:
        raise Failure(
            f"no suite of {environment}. Make one: branchpoint suite make {environment}",
            ExitCode.NOT_FOUND,
        )
    about = made.suite.about
    say(f"checksum  {made.suite.checksum}")
    say(f"file      {made.uri}")
    say(f"made by   {about.get('command')} at {about.get('made_at')}")
    say(f"with      {', '.join(f'{name} {told}' for name, told in about['versions'].items())}")
    say(f"starts    {len(made.suite.starts)}, each with {made.suite.horizon} steps after it\n")
    rows = [
        (each["name"], len(each["returns"]), sum(each["returns"]) / len(each["returns"]))
        for each in about["policies"]
    ]
    say(columns(("policy", "episodes", "mean return"), rows))
