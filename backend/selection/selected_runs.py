"""Which runs a request is about, and how they are to be grouped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from backend.authorisation import (
    Principal,
    ShareViewer,
    readable_experiment,
    readable_run_ids,
    refuse_unreadable,
)
from backend.db import changes, experiments, run_list
from backend.db import runs as stored
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.groups.baselines import with_pinned_runs
from backend.groups.crowd import MANY_RUNS, drawn_groups
from backend.groups.group_keys import EXPERIMENT, KEY_NAMES, asked_tag
from backend.groups.grouping import (
    SPEC_ORDER,
    Group,
    differing,
    grouped,
    short_ids,
    with_baselines,
    without_copies,
)
from backend.groups.known_runs import KNOWN_RUNS, member_of
from backend.run_filter.conditions import asked_condition
from backend.run_filter.parse import names_in
from backend.schemas import listed
from backend.selection.request import GroupSelection, RunSelection
from backend.spec.problems import FieldProblem, shortened

# Of a comparison; and of what answers with the numbers of each run.
MOST_RUNS, MOST_RUNS_ONE_BY_ONE = 10_000, MANY_RUNS
KNOWN = frozenset({*SPEC_ORDER, *KEY_NAMES})
ALLOWED = (
    "dotted paths of the spec, for example rollout.length, or run, experiment, tags or tag:NAME"
)


def selected_runs(
    session: Session, principal: Principal, selection: RunSelection, most: int = MOST_RUNS
) -> list[Run]:
    """The runs that a request is about, in its order, at most so many.

    Raises:
        RequestRefused: When it names none, or too many.
        Unknown: When one is not there, or not for the asker to see.
    """
    ids = _selected_ids(session, principal, selection, most)
    return KNOWN_RUNS.read(session, _tags(session, principal, ids))


def selected_tags(
    session: Session, principal: Principal, selection: RunSelection
) -> list[tuple[str, int | None]]:
    """The ids of the same runs with their tags, which are others once any of them has changed.

    With them go the names of their experiments, where groups are called by these.

    Raises:
        RequestRefused, Unknown: As `selected_runs`.
    """
    ids = _selected_ids(session, principal, selection)
    tags = _tags(session, principal, ids)
    # An experiment may get another name while its runs stay as they are.
    is_named = isinstance(selection, GroupSelection) and EXPERIMENT in listed(selection.group_by)
    names = experiments.names_of(session, ids).items() if is_named else ()
    return [*tags, *((f"{i}={n}", None) for i, n in names)]


def _tags(
    session: Session, principal: Principal, ids: Sequence[str]
) -> list[tuple[str, int | None]]:
    tags = changes.tags(session, ids)
    refuse_unreadable(session, principal, ids, tags)
    return [(run_id, tags[run_id]) for run_id in ids]


def _selected_ids(
    session: Session, principal: Principal, selection: RunSelection, most: int = MOST_RUNS
) -> list[str]:
    ids = listed(selection.runs)
    if (selection.filter or "").strip():
        ids = list(dict.fromkeys([*ids, *_passing(session, principal, selection, most)]))
        if not ids:
            raise _refused("filter", selection.filter, "a filter that some runs pass")
    elif selection.experiment is not None:
        experiment = readable_experiment(session, principal, selection.experiment)
        ids = list(dict.fromkeys([*ids, *stored.ids_of_experiment(session, experiment.id)]))
    elif not ids:
        raise _refused(
            "runs",
            selection.runs,
            "run ids with commas between them, or an experiment, or a filter",
        )
    if len(ids) > most:
        raise _refused(_named_by(selection), _many(ids, most), _allowed(most))
    return ids


def _passing(
    session: Session, principal: Principal, selection: RunSelection, most: int
) -> list[str]:
    """The runs that pass the filter, of those that the asker may see; one more than are allowed."""
    text = selection.filter or ""
    experiment_id = None
    if selection.experiment is not None:
        experiment_id = readable_experiment(session, principal, selection.experiment).id
    shown = readable_run_ids(session, principal) if isinstance(principal, ShareViewer) else ()
    if isinstance(principal, ShareViewer) and not shown:
        return []
    wanted = run_list.RunFilter(
        experiment_id=experiment_id,
        ids=shown,
        condition=asked_condition(text),
        shows_archived="archived" in names_in(text),
    )
    return run_list.ids_matching(session, wanted, most + 1)


def _named_by(selection: RunSelection) -> str:
    if (selection.filter or "").strip():
        return "filter"
    return "runs" if selection.experiment is None else "experiment"


def _many(ids: Sequence[str], most: int) -> str:
    # Of those that pass a filter no more are read.
    return f"{len(ids):,} runs" if len(ids) != most + 1 else f"more than {most:,} runs"


def _allowed(most: int) -> str:
    if most == MOST_RUNS:
        return f"at most {most:,} runs in one comparison; a filter such as created can narrow them"
    return f"at most {most:,} runs where each has numbers of its own"


def selected_groups(
    session: Session, runs: Sequence[Run], query: GroupSelection
) -> tuple[list[str], list[Group]]:
    """The keys that group the runs, and all of the groups, without copies of a seed.

    Hidden groups are among them and say so: what is hidden changes no other group, nor its colour.
    Of more runs than can be told apart they may be others: `backend/groups/crowd.py`.

    Raises:
        RequestRefused: When a key is neither a path of the spec nor one of ours.
    """
    members = [member_of(run) for run in runs]
    by = differing(members) if query.group_by is None else listed(query.group_by)
    unknown = next((path for path in by if path not in KNOWN and asked_tag(path) is None), None)
    if unknown is not None:
        raise _refused("group_by", unknown, ALLOWED)
    if EXPERIMENT in by:
        names = _experiment_names(session, [run.id for run in runs])
        members = [replace(each, experiment_name=names[each.experiment]) for each in members]
    progress = {run.id: run.env_steps for run in runs}
    hidden = set(listed(query.hide))
    alike = [without_copies(group, progress) for group in grouped(members, by)]
    drawn = drawn_groups(alike, {run.id: run.real_return for run in runs})
    marks = set(listed(query.baseline))
    found = with_baselines(with_pinned_runs(drawn, marks), marks)
    return by, [replace(group, hidden=group.mark in hidden) for group in found]


def shown_groups(session: Session, runs: Sequence[Run], query: GroupSelection) -> list[Group]:
    """The groups without those that are hidden.

    Raises:
        RequestRefused: As `selected_groups`.
    """
    _, groups = selected_groups(session, runs, query)
    return [group for group in groups if not group.hidden]


def _experiment_names(session: Session, run_ids: Sequence[str]) -> Mapping[str, str]:
    """Names of the runs' experiments by id; those of one name with the beginning of the id."""
    names = experiments.names_of(session, run_ids)
    times = Counter(names.values())
    return {
        each: name if times[name] == 1 else f"{name} ({short})"
        for (each, name), short in zip(names.items(), short_ids([*names]), strict=True)
    }


def counted_runs(runs: Sequence[Run], groups: Sequence[Group]) -> list[Run]:
    """Those of the runs that are in groups: without the copies, which count nowhere."""
    kept = {run_id for group in groups for run_id in group.run_ids}
    return [run for run in runs if run.id in kept]


def candidates(runs: Sequence[Run]) -> list[str]:
    """The paths at which the runs differ."""
    return differing([member_of(run) for run in runs])


def _refused(field: str, value: object, allowed: str) -> RequestRefused:
    return RequestRefused(FieldProblem(field, shortened(value), allowed))
