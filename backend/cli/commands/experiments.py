"""`branchpoint experiments`: the list of experiments."""

from backend.cli.api_client.client import connect
from backend.cli.terminal.output import AsJson, age, columns, say, say_json


def experiments(*, as_json: AsJson = False) -> None:
    """List experiments, the one that changed last first."""
    page = connect().get("experiments", limit=500)
    if as_json:
        say_json(page)
        return
    rows = [
        (
            each["id"],
            each["name"],
            ", ".join(f"{count} {status}" for status, count in each["run_counts"].items() if count),
            ", ".join(each["environments"]),
            age(each["updated_at"]),
        )
        for each in page["items"]
    ]
    say(columns(("id", "name", "runs", "environments", "changed"), rows, ("environments", "name")))
