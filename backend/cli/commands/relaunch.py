"""`branchpoint relaunch`: another run from the spec of one."""

import re
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_run
from backend.cli.commands.launch import Name, Settings, Wait, follow_launch, set_field
from backend.cli.commands.show import RunName
from backend.cli.launch_input import read_seeds, read_settings
from backend.cli.terminal.failure import bad_input
from backend.cli.terminal.output import AsJson

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
    run: RunName,
    settings: Settings = None,
    seeds: OwnSeeds = None,
    name: Name = None,
    *,
    wait_for_end: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Launch again from a run's spec, with changes. Its own seed where none is given."""
    spec: dict[str, Any] = {}
    for path, values in read_settings(settings or []).items():
        if len(values) > 1:
            raise bad_input("--set", path, "one value here; a grid is for branchpoint launch")
        spec = set_field(spec, path, values[0])
    client = connect()
    run_id = find_run(client, run)["id"]
    if seeds is not None and (more := MORE.fullmatch(seeds)):
        seeds = client.get(f"runs/{run_id}/other-seeds", count=int(more[1]))["free"]
    launched = client.create(
        f"runs/{run_id}/relaunch",
        {"spec": spec, "seeds": read_seeds(seeds) if seeds is not None else None, "name": name},
    )
    follow_launch(client, launched, wait_for_end=wait_for_end, as_json=as_json)
