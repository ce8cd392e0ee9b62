"""Why runs wait, each in a sentence, and the command that tells more."""

from sqlalchemy.orm import Session

from backend.db import room, waits
from backend.db.queue_tables import Worker
from backend.db.waits import QueueState, WaitingRun
from backend.runs.run_view import twin_words
from backend.runs.waiting_schemas import WaitingRuns, WaitingRunView
from backend.spec.compute import takes_share
from backend.verdict.figures import counted, figure

LOOK_UP = {"slurm": "squeue --start --jobs={}", "ray": "ray job status {}"}
NO_WORKER = "no worker is running; start one with: branchpoint worker"


def all_waiting(session: Session, limit: int, *, is_full: bool = False) -> WaitingRuns:
    """The runs that wait, in the order in which they are taken, and why each does.

    Args:
        session: The transaction.
        limit: So many at the most.
        is_full: Whether the disk is full, so that nothing is taken.
    """
    state = waits.state(session)
    found = waits.waiting(session)
    shown = found[:limit]
    told = zip(shown, twin_words(shown), strict=True)
    items = [_view(run, apart, why(run, state, is_full=is_full)) for run, apart in told]
    return WaitingRuns(items=items, total=len(found))


def why_waits(session: Session, run_id: str, *, is_full: bool = False) -> str | None:
    """Why a run waits; None where it does not."""
    found = waits.waiting(session, run_id)
    return why(found[0], waits.state(session), is_full=is_full) if found else None


def _view(run: WaitingRun, apart: str, reason: str) -> WaitingRunView:
    return WaitingRunView(
        id=run.id,
        name=run.name,
        told_apart=apart,
        experiment_id=run.experiment_id,
        experiment_name=run.experiment_name,
        reason=reason,
        look_up=look_up(run.job if run.waits_for is not None else None),
        priority=run.priority,
        is_paused=run.paused_at is not None,
        is_placed=run.status == "running",
        queued_at=run.queued_at,
        env_steps=run.env_steps,
    )


def look_up(job: str | None) -> str | None:
    """The command that tells more of a job in a cluster; None where there is no job."""
    engine, _, name = (job or "").partition(" ")
    return LOOK_UP[engine].format(name) if engine in LOOK_UP else None


def why(run: WaitingRun, state: QueueState, *, is_full: bool = False) -> str:
    """What a run waits for: a cluster, somebody's leave, room, a limit, a worker, or its turn."""
    if run.status == "running":
        return run.waits_for or ""
    if run.paused_at is not None:
        return "paused; it waits until somebody lets it go on"
    if state.paused_at is not None:
        return "the queue is paused; nothing is taken until it goes on"
    if is_full:
        return room.NOTHING_TAKEN
    return _limit(run, state) or _worker(run, state) or _turn(run, state)


def _limit(run: WaitingRun, state: QueueState) -> str | None:
    at_work = state.of_experiment.get(run.experiment_id, 0)
    if run.max_running is not None and at_work >= run.max_running:
        return f"its experiment takes {_at_a_time(run.max_running)}, and {_are(at_work)} at work"
    at_work = state.of_account.get(run.account_id or "", 0)
    if state.per_account is not None and at_work >= state.per_account:
        return f"an account has {_at_a_time(state.per_account)}, and {_are(at_work)} at work"
    return None


def _at_a_time(limit: int) -> str:
    return f"{counted(limit, 'run')} at a time"


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _worker(run: WaitingRun, state: QueueState) -> str | None:
    """Why no worker that there is could take it; None where one could."""
    if not state.workers:
        return NO_WORKER
    of_engine = [each for each in state.workers if run.engine in {"auto", each.engine}]
    if not of_engine:
        start = f"BRANCHPOINT_ENGINE={run.engine} branchpoint worker"
        return f"no worker for {run.engine} is running; start one with: {start}"
    large = [each for each in of_engine if _lacks(run, each) is None]
    if not large:
        lacks = _lacks(run, of_engine[0])
        is_share = not takes_share(of_engine[0].engine, run.gpu)
        return f"no worker {'can take it' if is_share else 'is large enough'}: {lacks}"
    troubles = [each.trouble for each in large]
    if None not in troubles:
        return f"{large[0].engine} takes nothing now: {troubles[0]}"
    return None


def _lacks(run: WaitingRun, worker: Worker) -> str | None:
    """What a run asks for that a worker never has; None where it has all."""
    if not takes_share(worker.engine, run.gpu):
        return f"it asks for {figure(run.gpu)} GPU, and Slurm gives whole ones: 0 or 1"
    if worker.most_cores is not None and run.cores > worker.most_cores:
        asked = counted(run.cores, "core")
        return f"it asks for {asked}, and {worker.host} has {worker.most_cores:,}"
    if worker.most_memory_mib is not None and run.memory_mib > worker.most_memory_mib:
        asked, there = _gib(run.memory_mib), _gib(worker.most_memory_mib)
        return f"it asks for {asked} of memory, and {worker.host} has {there}"
    if worker.most_gpu is not None and run.gpu > worker.most_gpu:
        return f"it asks for {figure(run.gpu)} GPU, and {worker.host} has none"
    return None


def _turn(run: WaitingRun, state: QueueState) -> str:
    ahead = state.places.get(run.id, 0)
    slots = sum(each.slots for each in state.workers)
    slot = "the one slot" if slots == 1 else f"one of {slots:,} slots"
    if run.cores > 1 or run.memory_mib or run.gpu:
        slot = _asked(run)
    if ahead == 0:
        return f"next in line for {slot}"
    return f"waits for {slot}; {counted(ahead, 'run')} {'is' if ahead == 1 else 'are'} ahead of it"


def _gib(mib: int) -> str:
    return f"{figure(mib / 1_024)} GiB"


def _asked(run: WaitingRun) -> str:
    memory = [f"{_gib(run.memory_mib)} of memory"] if run.memory_mib else []
    gpu = [f"{figure(run.gpu)} GPU"] if run.gpu else []
    return ", ".join([counted(run.cores, "core"), *memory, *gpu])
