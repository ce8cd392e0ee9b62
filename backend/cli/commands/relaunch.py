"""`branchpoint relaunch`: another run from the spec of one."""

import re
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run
from backend.cli.commands.change import RunNames
from backend.cli.commands.launch import Name, Settings, Wait, follow_launch, set_field
from backend.cli.launch_input import read_seeds, read_settings
from backend.cli.terminal.failure import bad_input
from backend.cli.terminal.output import AsJson, say_json

# So many more seeds.
MORE = re.compile(r"\+(\d{1,3})")
OwnSeeds = Annotated[
    str | None,
    typer.Option(
        "--seeds",
        metavar="SEEDS",
        help="Like 0-4 or 0,3,5; or +5 for five that its experiment does not have of this spec.",
    ),
]


def relaunch(
    runs: RunNames,
    settings: Settings = None,
    seeds: OwnSeeds = None,
    name: Name = None,
    *,
    wait_for_end: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Launch again from the specs of runs, with changes. Their own seeds where none are given.

    With --seeds +5 runs of one experiment that are alike but for their seeds count once.
    """
    spec: dict[str, Any] = {}
    for path, values in read_settings(settings or []).items():
        if len(values) > 1:
            raise bad_input("--set", path, "one value here; a grid is for branchpoint launch")
        spec = set_field(spec, path, values[0])
    client = connect()
    # All are found before any is launched, so a misspelt one launches nothing.
    run_ids = [find_run(client, run)["id"] for run in runs]
    launches = _of_each(client, run_ids, seeds)
    if name is not None and len(launches) > 1:
        raise bad_input("--name", name, "one run to launch again")
    launched = [
        client.create(f"runs/{run_id}/relaunch", {"spec": spec, "seeds": own, "name": name})
        for run_id, own in launches
    ]
    if as_json and len(launched) > 1:
        say_json({"items": launched})
        return
    for each in launched:
        follow_launch(client, each, wait_for_end=wait_for_end, as_json=as_json)


def _of_each(
    client: Client, run_ids: list[str], seeds: str | None
) -> list[tuple[str, list[int] | None]]:
    """Which runs are launched again, each with its seeds; None where with its own."""
    if seeds is None:
        return [(run_id, None) for run_id in run_ids]
    more = MORE.fullmatch(seeds)
    if more is None:
        return [(run_id, read_seeds(seeds)) for run_id in run_ids]
    found: list[tuple[str, list[int] | None]] = []
    alike: set[str] = set()
    for run_id in run_ids:
        if run_id not in alike:
            told = client.get(f"runs/{run_id}/other-seeds", count=int(more[1]))
            alike |= {run_id, *told["run_ids"]}
            found.append((run_id, told["seeds"]))
    return found
