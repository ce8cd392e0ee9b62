"""`branchpoint launch`: a spec, a preset or a grid of them, sent to the queue."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.waiting import verdict, wait
from backend.cli.launch_input import read_document, read_seeds, read_settings
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import AsJson, columns, note, run_table, say, say_json
from backend.spec.grid import with_value
from backend.spec.launch_document import SEED, read_launch
from backend.spec.presets import PRESETS
from backend.spec.problems import SpecRefused
from backend.spec.time_words import duration

LARGEST_FILE = 1024 * 1024
FILE_ENDINGS = frozenset({".yaml", ".yml", ".json"})

Spec = Annotated[
    str,
    typer.Argument(
        metavar="SPEC",
        help="A YAML or JSON file, - for standard input, or a preset. In a file a list in the "
        "place of a value makes a grid, and so does one of seeds: seed: [0, 1, 2].",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a field. Commas outside brackets make a grid: rollout.length=1,5,20 is three "
        "runs, model.hidden=[64,64] is one, model.hidden=[64,64],[256,256] is two. Repeatable.",
    ),
]
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", metavar="SEEDS", help="Like 0-4 or 0,3,5: one run for each."),
]
ExperimentName = Annotated[
    str | None,
    typer.Option("--experiment", "-e", help="Name or id; a new name begins a new experiment."),
]
Name = Annotated[str | None, typer.Option("--name", help="Put before each run's own name.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="A tag for the runs. May be repeated.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Come back when all have ended.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be launched, and stop.")]


def launch(  # noqa: PLR0913 - one parameter per option
    spec: Spec,
    settings: Settings = None,
    seeds: Seeds = None,
    experiment: ExperimentName = None,
    name: Name = None,
    tags: Tags = None,
    *,
    wait_for_end: Wait = False,
    as_json: AsJson = False,
    dry_run: DryRun = False,
) -> None:
    """Launch a run, or a grid of runs and seeds: all of them or, if one is refused, none."""
    request = read_request(spec, settings or [], seeds)
    request |= {"name": name, "tags": tags or []}
    client = connect()
    request |= _experiment(client, experiment)
    if dry_run:
        show_preview(client.post("runs/preview", request), as_json=as_json)
        return
    launched = client.create("runs", request)
    follow_launch(client, launched, wait_for_end=wait_for_end, as_json=as_json)


def follow_launch(
    client: Client, launched: dict[str, Any], *, wait_for_end: bool, as_json: bool
) -> None:
    """Say what was launched, and with `--wait` how it ended, also as exit status."""
    if not as_json:
        say(f"{len(launched['runs'])} queued in {launched['experiment']['name']}")
        note(f"{client.url}/experiments/{launched['experiment']['id']}")
        _note_idle(launched["idle"])
    if not wait_for_end:
        show_runs(launched, launched["runs"], as_json=as_json)
        return
    runs = wait(client, [run["id"] for run in launched["runs"]])
    show_runs(launched, runs, as_json=as_json)
    code = verdict(runs)
    if code is not ExitCode.OK:
        raise typer.Exit(code)


def _note_idle(paths: list[str]) -> None:
    if paths:
        note(f"No effect: none of these runs reads {', '.join(paths)}.")


def show_runs(launched: dict[str, Any], runs: list[dict[str, Any]], *, as_json: bool) -> None:
    """Say how the runs of a launch stand."""
    if as_json:
        say_json(launched | {"runs": runs})
    else:
        say(run_table(runs))


def read_request(spec: str, settings: list[str], seeds: str | None) -> dict[str, Any]:
    """The spec, grid and seeds of a launch request from what was typed."""
    preset, document = read_spec(spec)
    asked = read_launch(document)
    held, grid, wanted = asked.spec, asked.grid, asked.seeds
    for path, values in read_settings(settings).items():
        grid.pop(path, None)
        if len(values) > 1:
            grid[path] = values
        elif path == SEED:
            wanted = values
        else:
            held = set_field(held, path, values[0])
    if seeds is not None:
        wanted = read_seeds(seeds)
    return {"preset": preset, "spec": held, "grid": grid, "seeds": wanted}


def set_field(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """`document` with one field set, refused as the server would."""
    try:
        return with_value(document, path, value)
    except SpecRefused as refused:
        raise Failure(str(refused), ExitCode.USAGE) from refused


def read_spec(spec: str) -> tuple[str | None, dict[str, Any]]:
    """The preset's name, or the document, that the argument means."""
    if spec == "-":
        return None, read_document(sys.stdin.read(LARGEST_FILE), "standard input")
    path = Path(spec)
    if path.is_file():
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise bad_input(spec, f"{size:,} bytes", f"a spec of at most {LARGEST_FILE:,} bytes")
        try:
            return None, read_document(path.read_text("utf-8"), spec)
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"{spec} cannot be read: {error}", ExitCode.USAGE) from error
    if path.suffix in FILE_ENDINGS:
        raise Failure(f"there is no file {spec}.", ExitCode.USAGE)
    # Presets that users keep lie with the instance; it says which there are.
    if spec in PRESETS or spec.startswith("mine/"):
        return spec, {}
    raise bad_input("SPEC", repr(spec), f"a file, or one of the presets {', '.join(PRESETS)}")


def _experiment(client: Client, text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    known = client.get("experiments", limit=500)["items"]
    same = [each["id"] for each in known if text in (each["id"], each["name"])]
    if len(same) > 1:
        raise Failure(
            f"--experiment: give the id, for several are called {text!r}: {', '.join(same)}",
            ExitCode.USAGE,
        )
    return {"experiment_id": same[0]} if same else {"experiment_name": text}


def show_preview(preview: dict[str, Any], *, as_json: bool) -> None:
    """Say what a launch would do."""
    if as_json:
        say_json(preview)
        return
    say(f"{preview['count']} to launch; nothing was changed.")
    say(preview["rollouts"]["sentence"])
    _note_idle(preview["idle"])
    rows = [
        (run["name"], run["seed"], ", ".join(f"{k}={v}" for k, v in run["differs"].items()))
        for run in preview["runs"]
    ]
    say(columns(("name", "seed", "differs in"), rows))
    if preview["count"] > len(rows):
        say(f"... and {preview['count'] - len(rows)} more")
    say(preview["disk_words"])
    if preview["seconds_total"] is not None:
        say(
            f"about {duration(preview['seconds_total'])} with {preview['slots']} slots; one run "
            f"{duration(preview['seconds_low'])} to {duration(preview['seconds_high'])}, "
            f"from {preview['basis']}"
        )
