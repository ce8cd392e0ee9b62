"""`branchpoint relaunch`: another run from the spec of one."""

from typing import Any

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_run
from backend.cli.commands.launch import Name, Seeds, Settings, Wait, follow_launch, set_field
from backend.cli.commands.show import RunName
from backend.cli.launch_input import read_seeds, read_settings
from backend.cli.terminal.failure import bad_input
from backend.cli.terminal.output import AsJson


def relaunch(
    run: RunName,
    settings: Settings = None,
    seeds: Seeds = None,
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
    launched = client.create(
        f"runs/{find_run(client, run)['id']}/relaunch",
        {"spec": spec, "seeds": read_seeds(seeds) if seeds is not None else None, "name": name},
    )
    follow_launch(client, launched, wait_for_end=wait_for_end, as_json=as_json)
