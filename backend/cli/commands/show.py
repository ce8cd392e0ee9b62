"""`branchpoint show`: one run with all that is known of it."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
import yaml

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_run
from backend.cli.terminal.output import AsJson, age, say, say_json
from backend.spec.time_words import duration
from backend.verdict.figures import figure

RunName = Annotated[str, typer.Argument(metavar="RUN", help="Id, name, or the beginning of one.")]


def show(run: RunName, *, as_json: AsJson = False) -> None:
    """Show one run: state, results, spec, and why it failed."""
    client = connect()
    detail = client.get(f"runs/{find_run(client, run)['id']}")
    if as_json:
        say_json(detail)
        return
    say(detail["verdict"])
    for warned in detail["warnings"]:
        say(f"warning: {warned['sentence']}")
    say("")
    for name, value in _facts(detail):
        say(f"{name:<13} {value}")
    if detail["notes"]:
        say("\nnotes")
        say(_indented(detail["notes"]))
    say("\nspec")
    say(_indented(yaml.safe_dump(detail["spec"], sort_keys=False, default_flow_style=None)))
    if detail["failure_advice"]:
        say(detail["failure_advice"])
    if detail["failure_traceback"]:
        say("traceback")
        say(_indented(detail["failure_traceback"]))


def _facts(run: dict[str, Any]) -> list[tuple[str, object]]:
    facts = {
        "id": run["id"],
        "name": run["name"],
        "experiment": f"{run['experiment_name']} ({run['experiment_id']})",
        "status": _status(run),
        "reason": run["failure_reason"],
        "stands still": run["stalled_since"] and f"no step for {age(run['stalled_since'])}",
        "progress": run["progress_words"],
        "time left": run["seconds_left"] and f"about {duration(run['seconds_left'])}",
        "real return": _number(run["real_return"]),
        "model return": _number(run["model_return"]),
        "tags": ", ".join(run["tags"]),
        "pinned": "yes" if run["is_pinned"] else None,
        "archived": "yes" if run["is_archived"] else None,
        "suite": _suite(run["provenance"].get("suite")),
        "attempt": run["attempt"] or None,
        "launched": f"{_moment(run['created_at'])} ({_ago(run['created_at'])})",
        "from run": run["parent_id"],
        "deleted": run["deleted_at"] and _moment(run["deleted_at"]),
    }
    return [(name, value) for name, value in facts.items() if value not in (None, "")]


def _number(value: float | None) -> str | None:
    return None if value is None else figure(value)


def _suite(told: dict[str, Any] | None) -> str | None:
    """The suite that its model is measured along, or why there is none."""
    if told is None:
        return None
    return str(told["why"] if told["checksum"] is None else told["checksum"][:12])


def _status(run: dict[str, Any]) -> str:
    return ": ".join(words for words in (run["status_word"], run["status_words"]) if words)


def _ago(time: str) -> str:
    passed = age(time)
    return "now" if passed == "now" else f"{passed} ago"


def _moment(time: str) -> str:
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.rstrip().splitlines())
