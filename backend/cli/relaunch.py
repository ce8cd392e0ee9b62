"""`branchpoint relaunch`: another run from the spec of one."""

from typing import Any

from backend.cli.choices import read_seeds, read_settings
from backend.cli.client import connect
from backend.cli.failure import bad_input
from backend.cli.finding import find_run
from backend.cli.launch import Name, Seeds, Settings, Wait, follow_launch, set_field
from backend.cli.output import AsJson
from backend.cli.show import RunName


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
