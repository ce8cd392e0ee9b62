"""Which runs a request is about, and how they are to be grouped."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.authorisation import (
    Principal,
    readable_experiment,
    readable_runs,
    refuse_unreadable,
)
from backend.db import changes
from backend.db import runs as stored
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.groups.deciding_settings import deciding_settings
from backend.groups.grouping import (
    BY_RUN,
    Group,
    Member,
    differing,
    grouped,
    without_copies,
)
from backend.groups.request import RunSelection
from backend.spec.grid import flattened
from backend.spec.problems import FieldProblem, shortened
from backend.spec.run import RunSpec

MAX_RUNS = 500
KNOWN_PATHS = frozenset(flattened(RunSpec().document())) | {BY_RUN}


def listed(text: str | None) -> list[str]:
    """The parts of a list written with commas, each once."""
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def selected_runs(session: Session, principal: Principal, selection: RunSelection) -> list[Run]:
    """The runs that a request is about, in its order.

    Raises:
        RequestRefused: When it names none, or too many.
        Unknown: When one is not there, or not for the asker to see.
    """
    return readable_runs(session, principal, _selected_ids(session, principal, selection))


def selected_tags(
    session: Session, principal: Principal, selection: RunSelection
) -> list[tuple[str, int | None]]:
    """The ids of the same runs with their tags, which are others once any of them has changed.

    Raises:
        RequestRefused, Unknown: As `selected_runs`.
    """
    ids = _selected_ids(session, principal, selection)
    tags = changes.tags(session, ids)
    refuse_unreadable(session, principal, ids, tags)
    return [(run_id, tags[run_id]) for run_id in ids]


def _selected_ids(session: Session, principal: Principal, selection: RunSelection) -> list[str]:
    ids = listed(selection.runs)
    if selection.experiment is not None:
        experiment = readable_experiment(session, principal, selection.experiment)
        ids = list(dict.fromkeys([*ids, *stored.ids_of_experiment(session, experiment.id)]))
    elif not ids:
        raise _refused("runs", selection.runs, "run ids with commas between them, or an experiment")
    if len(ids) > MAX_RUNS:
        raise _refused("runs", f"{len(ids)} runs", f"at most {MAX_RUNS} runs in one figure")
    return ids


def selected_groups(runs: Sequence[Run], group_by: str | None) -> tuple[list[str], list[Group]]:
    """The paths that group the runs, and the groups, without copies of a seed.

    Raises:
        RequestRefused: When a path is not one of the spec's.
    """
    members = [_member(run) for run in runs]
    by = differing(members) if group_by is None else listed(group_by)
    unknown = next((path for path in by if path not in KNOWN_PATHS), None)
    if unknown is not None:
        raise _refused("group_by", unknown, "dotted paths of the spec, for example rollout.length")
    progress = {run.id: run.env_steps for run in runs}
    return by, [without_copies(group, progress) for group in grouped(members, by)]


def counted_runs(runs: Sequence[Run], groups: Sequence[Group]) -> list[Run]:
    """Those of the runs that are in groups: without the copies, which count nowhere."""
    kept = {run_id for group in groups for run_id in group.run_ids}
    return [run for run in runs if run.id in kept]


def candidates(runs: Sequence[Run]) -> list[str]:
    """The paths at which the runs differ."""
    return differing([_member(run) for run in runs])


def _member(run: Run) -> Member:
    return Member(run.id, run.name, run.seed, deciding_settings(run.spec))


def _refused(field: str, value: object, allowed: str) -> RequestRefused:
    return RequestRefused(FieldProblem(field, shortened(value), allowed))
