"""`branchpoint presets`: starting points for launches, ours and those that you keep."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run
from backend.cli.commands.launch import read_spec
from backend.cli.terminal.failure import bad_input
from backend.cli.terminal.output import AsJson, columns, note, say, say_json


class Action(StrEnum):
    """What to do with presets."""

    LIST = "list"
    SHOW = "show"
    SAVE = "save"
    DELETE = "delete"


Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="Such as mbpo/hopper; yours begin with mine/.")
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="SPEC|RUN",
        help="save: a file, - for standard input, a preset, or the run whose spec to keep.",
    ),
]
Title = Annotated[str | None, typer.Option("--title", help="save: what it is, for a menu.")]
Replace = Annotated[bool, typer.Option("--replace", help="save: replace a preset of that name.")]


def presets(
    action: Annotated[Action, typer.Argument(help="list, show, save or delete.")] = Action.LIST,
    name: Name = None,
    source: From = None,
    title: Title = None,
    *,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """List presets, show one, or keep and delete presets of your own.

    branchpoint presets save mine/fast-hopper --from RUN keeps a run's spec. Yours lie as YAML files
    in the folder presets of the instance's data.
    """
    client = connect()
    if action is Action.LIST:
        _list(client, as_json=as_json)
        return
    if name is None:
        raise bad_input("NAME", "nothing", "the name of a preset")
    if action is Action.SAVE:
        spec = _spec(client, source)
        body = {"name": name, "title": title or name, "spec": spec, "replace": replace}
        kept = client.create("presets", body)
        _tell(kept, f"Kept {kept['name']}.", as_json=as_json)
    elif action is Action.DELETE:
        client.delete(f"presets/{name}")
        _tell({"deleted": name}, f"Deleted {name}.", as_json=as_json)
    else:
        _show(client, name, as_json=as_json)


def _tell(answer: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        say_json(answer)
    else:
        say(sentence)


def _spec(client: Client, source: str | None) -> dict[str, Any]:
    if source is None:
        raise bad_input("--from", "nothing", "a file, a preset, or a run")
    if not (source == "-" or Path(source).is_file() or "/" in source):
        found: dict[str, Any] = client.get(f"runs/{find_run(client, source)['id']}")["spec"]
        return found
    preset, document = read_spec(source)
    if preset is not None:
        document = _one(client, preset)["changes"]
    return document


def _list(client: Client, *, as_json: bool) -> None:
    catalog = client.get("catalog")
    if as_json:
        say_json({"items": catalog["presets"], "bad": catalog["bad_presets"]})
        return
    rows = [
        (each["name"], "yours" if each["own"] else "", each["title"], each["source"])
        for each in catalog["presets"]
    ]
    say(columns(("NAME", "", "TITLE", "SOURCE"), rows))
    for bad in catalog["bad_presets"]:
        note(f"presets/{bad['file']}, line {bad['line']}: {bad['reason']}")


def _one(client: Client, name: str) -> dict[str, Any]:
    known: list[dict[str, Any]] = client.get("catalog")["presets"]
    for each in known:
        if each["name"] == name:
            return each
    raise bad_input("NAME", repr(name), f"one of {', '.join(each['name'] for each in known)}")


def _show(client: Client, name: str, *, as_json: bool) -> None:
    found = _one(client, name)
    if as_json:
        say_json(found)
        return
    shown = {"title": found["title"], "source": found["source"], "spec": found["changes"]}
    say(yaml.safe_dump(shown, sort_keys=False, allow_unicode=True).rstrip())
