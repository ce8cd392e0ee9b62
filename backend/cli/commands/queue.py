"""`branchpoint queue`, `pause`, `priority`, `retry`: what waits, why, and in which order."""

from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.commands.change import (
    Back,
    OfFilter,
    RunNames,
    SomeRuns,
    change_many,
    change_states,
)
from backend.cli.terminal.output import AsJson, columns, say, say_json


def queue(
    *,
    pause: Annotated[
        bool, typer.Option("--pause", help="Take nothing any more; what runs goes on.")
    ] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="Take runs again.")] = False,
    per_account: Annotated[
        int | None,
        typer.Option("--per-account", min=0, help="Runs of one account at a time; 0: no limit."),
    ] = None,
    queued_per_account: Annotated[
        int | None,
        typer.Option(
            "--queued-per-account",
            min=0,
            help="Runs of one account that may wait; 0: the usual 1,000.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what waits and why, and the nodes of clusters; or pause the queue, or limit accounts."""
    if pause and go_on:
        raise typer.BadParameter("give --pause or --go-on, not both")
    client = connect()
    changes: dict[str, Any] = {"paused": pause} if pause or go_on else {}
    if per_account is not None:
        changes["max_running_per_account"] = per_account
    if queued_per_account is not None:
        changes["max_queued_per_account"] = queued_per_account
    state = client.patch("queue", changes) if changes else client.get("queue")
    waiting, workers = client.get("runs/waiting"), client.get("workers")
    if as_json:
        say_json({"queue": state, "waiting": waiting, "workers": workers})
        return
    say(_sentence(state))
    if state["yours"] is not None:
        say(_own_sentence(state))
    _say_workers([each for each in workers if each["live"]])
    _say_waiting(waiting["items"], waiting["total"])


def _sentence(state: dict[str, Any]) -> str:
    all_paused = "; the queue is paused, so nothing is taken" if state["is_paused"] else ""
    limit = state["max_running_per_account"]
    limited = "" if limit is None else f"; at most {limit} of one account at a time"
    slots = f"{state['slots']} {'slot' if state['slots'] == 1 else 'slots'}"
    held = f", {state['paused']} paused" if state["paused"] else ""
    waits = f"{state['queued']} queued{held}"
    return f"{state['running']} running on {slots}, {waits}{limited}{all_paused}"


def _own_sentence(state: dict[str, Any]) -> str:
    own, most = state["yours"], state["max_running_per_account"]
    running = str(own["running"]) if most is None else f"{own['running']} of at most {most}"
    waiting = f"{own['waiting']} of at most {state['max_queued_per_account']}"
    return f"of them yours: {running} running, {waiting} waiting"


def _say_workers(live: list[dict[str, Any]]) -> None:
    for worker in live:
        if worker["trouble"]:
            say(f"{worker['engine']} on {worker['host']}: {worker['trouble']}")
    nodes = [node for worker in live for node in worker["nodes"]]
    if nodes:
        rows = [(node["name"], node["state"], node["resources"]) for node in nodes]
        say(columns(("node", "state", "resources"), rows))


def _say_waiting(items: list[dict[str, Any]], total: int) -> None:
    if not items:
        return
    rows = [
        (each["id"], each["name"], each["priority"], each["reason"], each["look_up"] or "")
        for each in items
    ]
    say(columns(("id", "name", "priority", "waits for", "more by"), rows, ("name",)))
    if total > len(items):
        say(f"and {total - len(items)} more")


def pause(
    runs: SomeRuns = None,
    *,
    undo: Back = False,
    filter_text: OfFilter = None,
    as_json: AsJson = False,
) -> None:
    """Keep runs from being taken; running ones save and wait. --undo lets them go on."""
    done = "go on" if undo else "paused"
    change_many(runs, filter_text, {"paused": not undo}, done, as_json=as_json)


def priority(
    to: Annotated[int, typer.Argument(help="From -100 to 100; usually 0.", min=-100, max=100)],
    runs: SomeRuns = None,
    *,
    filter_text: OfFilter = None,
    as_json: AsJson = False,
) -> None:
    """Let runs be taken before all that have a lower priority."""
    change_many(runs, filter_text, {"priority": to}, f"have priority {to} now", as_json=as_json)


def retry(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Let failed and cancelled runs go on from where they saved themselves."""
    change_states(
        runs,
        "retry",
        "retried",
        "only failed and cancelled runs are; `branchpoint relaunch` makes a new run of its spec",
        as_json=as_json,
    )
