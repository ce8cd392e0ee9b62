"""In which settings runs of a comparison differ."""

from collections.abc import Sequence

from backend.comparison.schemas import Difference
from backend.db.tables import Run
from backend.groups.known_runs import member_of
from backend.spec.run import RunSpec


def differences(runs: Sequence[Run], paths: Sequence[str]) -> list[Difference]:
    """At which paths of the spec runs differ, and what each that reads one has there."""
    values = {run.id: member_of(run).values for run in runs}
    return [
        Difference(
            path=path,
            label=_title(path),
            values={run_id: spec[path] for run_id, spec in values.items() if path in spec},
        )
        for path in paths
    ]


def _title(path: str) -> str:
    """The field's title in the spec, as the form shows it."""
    part: type | None = RunSpec
    for name in path.split("."):
        field = getattr(part, "model_fields", {}).get(name)
        if field is None:
            return path
        part, title = field.annotation, (field.json_schema_extra or {}).get("title")
        if title:
            return str(title)
    return path
