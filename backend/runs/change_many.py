"""What can be done to many runs at once, and the requests that take it back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from backend.db import asked, experiments, many_runs
from backend.errors import ConflictingChange, RequestRefused, Unknown
from backend.runs.schemas import RunsChange, RunsChanged
from backend.schemas import MOST_TAGS
from backend.spec.problems import FieldProblem, shortened


def change_many(session: Session, wanted: RunsChange) -> RunsChanged:
    """Tag, archive, pin, pause, prioritise, delete or restore runs: all of them or none.

    Raises:
        Unknown: When one of the runs is not there.
        RequestRefused: When one would have more tags than a run may have.
        ConflictingChange: When one is to be restored whose experiment was deleted.
    """
    ids = list(dict.fromkeys(wanted.ids))
    _refuse_unknown(session, ids)
    undo = [
        *_tag(session, ids, wanted),
        *_archive(session, ids, wanted),
        *_pin(session, ids, wanted),
        *_pause(session, ids, wanted),
        *_prioritise(session, ids, wanted),
        *_delete(session, ids, wanted),
    ]
    changed = {each for back in undo for each in back.ids}
    return RunsChanged(count=len(changed), undo=undo)


def _refuse_unknown(session: Session, ids: Sequence[str]) -> None:
    there = many_runs.known(session, ids)
    for run_id in ids:
        if run_id not in there:
            raise Unknown("run", run_id)


def _tag(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if not wanted.add_tags and not wanted.remove_tags:
        return
    before = many_runs.tags_of(session, ids)
    after = {run_id: _retagged(before[run_id], wanted) for run_id in ids}
    many_runs.set_tags(session, {each: after[each] for each in ids if after[each] != before[each]})
    # Runs that gained and lost the same go back together.
    alike: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for run_id in ids:
        gained = tuple(tag for tag in after[run_id] if tag not in before[run_id])
        lost = tuple(tag for tag in before[run_id] if tag not in after[run_id])
        if gained or lost:
            alike[gained, lost].append(run_id)
    for (gained, lost), of_these in alike.items():
        yield RunsChange(ids=of_these, add_tags=list(lost), remove_tags=list(gained))


def _retagged(tags: Sequence[str], wanted: RunsChange) -> list[str]:
    kept = [each for each in tags if each not in wanted.remove_tags]
    result = list(dict.fromkeys([*kept, *wanted.add_tags]))
    if len(result) > MOST_TAGS:
        allowed = f"at most {MOST_TAGS} tags a run; one of them would have {len(result)}"
        raise RequestRefused(FieldProblem("add_tags", shortened(list(wanted.add_tags)), allowed))
    return result


def _archive(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if wanted.archived is not None:
        changed = many_runs.mark(session, ids, "archived_at", is_on=wanted.archived)
        yield from [RunsChange(ids=changed, archived=not wanted.archived)] if changed else []


def _pin(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if wanted.pinned is not None:
        changed = many_runs.mark(session, ids, "pinned_at", is_on=wanted.pinned)
        yield from [RunsChange(ids=changed, pinned=not wanted.pinned)] if changed else []


def _pause(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if wanted.paused is not None:
        changed = asked.pause(session, ids, is_on=wanted.paused)
        yield from [RunsChange(ids=changed, paused=not wanted.paused)] if changed else []


def _prioritise(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if wanted.priority is None:
        return
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for run_id, before in asked.prioritise(session, ids, wanted.priority).items():
        alike[before].append(run_id)
    for before, of_these in alike.items():
        yield RunsChange(ids=of_these, priority=before)


def _delete(session: Session, ids: Sequence[str], wanted: RunsChange) -> Iterator[RunsChange]:
    if wanted.deleted is None:
        return
    if wanted.deleted:
        changed = many_runs.mark_deleted(session, ids)
    else:
        gone = experiments.deleted_of_runs(session, ids)
        if gone is not None:
            raise ConflictingChange(f"The experiment {gone} was deleted. Restore it first.")
        changed = many_runs.mark_restored(session, ids)
    if changed:
        yield RunsChange(ids=changed, deleted=not wanted.deleted)
