"""Runs under a seeded schedule of faults, against the same runs undisturbed.

    python -m tests.benchmarks.chaos --database sqlite postgresql --artifacts folder s3 --seeds 1 2

Starts an API and two workers, launches fifty short runs, and kills, stops, fills and locks whatever
the seed says until all have ended. Then it looks whether every run ended in a legal state, every
series and profile is the one of the same spec undisturbed, to the last bit, nothing is there twice,
and no process and no file is left over. The exit status is 0 where nothing is wrong. A small disk
needs the right to mount one, a moving clock libfaketime; what cannot be tried is said.
"""

import argparse
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from backend.db import experiments, runs
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.grid import parse
from tests.benchmarks.chaos.checks import Undisturbed, measured, violations
from tests.benchmarks.chaos.faults import Schedule, untried
from tests.benchmarks.chaos.stage import Stage, a_stage

SPECS = 5
WITH_MODEL = {0}
PATIENCE_SECONDS = 1_800.0
# So many runs take longer than each fault in turn.
ENOUGH_RUNS = 50
SMALL_NETWORKS = {
    "model": {"hidden": [8], "members": 2, "elites": 1, "fit_every": 50, "patience": 1,
              "learning_rate": 1e-5},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "rollout": {"per_step": 1, "length": 1},
    "evaluation": {"every": 100, "episodes": 1, "horizon": 5},
}  # fmt: skip


def documents(steps: int) -> list[dict[str, object]]:
    """The specs, one for each seed; some learn without a model, and take more steps in the time."""
    return [_document(steps, seed, has_model=seed in WITH_MODEL) for seed in range(SPECS)]


def _document(steps: int, seed: int, *, has_model: bool) -> dict[str, object]:
    training = {"env_steps": steps if has_model else 2 * steps, "random_steps": 50}
    document = SMALL_NETWORKS | {"training": training, "seed": seed}
    if not has_model:
        document |= {"algorithm": {"version": "model-free"}}
        del document["model"], document["rollout"]
    return document


def launched(database: Database, specs: Sequence[dict[str, object]], count: int) -> list[str]:
    """The ids of new runs of these specs in turn."""
    with database.transaction() as session:
        experiment = experiments.create(session, "chaos")
        new = [runs.NewRun(f"run {n}", parse(specs[n % len(specs)])) for n in range(count)]
        return [run.id for run in runs.create(session, experiment.id, new)]


def left(database: Database) -> int:
    """Runs that have not ended."""
    final = [each for each in Status if each.is_final]
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Run.status.not_in(final))) or 0


def undisturbed(specs: Sequence[dict[str, object]]) -> Undisturbed:
    """What each spec measures where nothing is done to it."""
    with a_stage("sqlite") as stage:
        ids = launched(stage.database, specs, len(specs))
        while left(stage.database):
            time.sleep(1)
            stage.revive()
        if stage.odd:
            raise RuntimeError(f"undisturbed, and yet: {stage.odd}")
        return {str(n): measured(stage.database, run_id) for n, run_id in enumerate(ids)}


class Reader(threading.Thread):
    """Somebody who looks at the list and at a comparison all the while.

    Attributes:
        answers: How often each status was given; 0 is no answer at all.
    """

    def __init__(self, stage: Stage, ids: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self._stage, self._ids = stage, ids
        self._ended = threading.Event()
        self.answers: Counter[int] = Counter()
        self.odd: list[str] = []

    def run(self) -> None:
        """Ask until told to stop."""
        headers = {"Authorization": f"Bearer {self._stage.token}"}
        places = ("runs", "queue", f"comparison?runs={','.join(self._ids[:20])}")
        with httpx.Client(headers=headers, timeout=60, trust_env=False) as http:
            while not self._ended.wait(3):
                for place in places:
                    try:
                        answer = http.get(f"{self._stage.url}/api/v1/{place}")
                    except httpx.TransportError:
                        self.answers[0] += 1
                        continue
                    self.answers[answer.status_code] += 1
                    if answer.status_code not in {200, 503}:
                        self.odd.append(f"{place}: {answer.status_code} {answer.text[:300]}")

    def stop(self) -> None:
        """Ask no more."""
        self._ended.set()
        self.join()


def tried(
    place: tuple[str, str], seed: int, chosen: argparse.Namespace, reference: Undisturbed
) -> list[str]:
    """Everything that is wrong after a schedule of faults.

    Args:
        place: Kind of database, and of artifact store.
        seed: Of the schedule.
        chosen: How many runs, of how many steps, and where the logs go.
        reference: What they measure undisturbed.
    """
    with a_stage(*place) as stage:
        missing = untried(stage, place[0])
        for name, why in missing.items():
            print(f"  not tried: {name}: {why}", flush=True)
        ids = launched(stage.database, documents(chosen.steps), chosen.runs)
        twins = {run_id: str(n % SPECS) for n, run_id in enumerate(ids)}
        reader = Reader(stage, ids)
        reader.start()
        schedule = Schedule(seed, missing)
        done, hits, took = hurt_until_ended(stage, seed, schedule, chosen.pause)
        reader.stop()
        stage.end()
        wrong = [*violations(stage, ids, twins, reference, hits), *reader.odd, *stage.odd]
        if chosen.logs is not None:
            for log in stage.data.parent.glob("*.log"):
                shutil.copy(log, chosen.logs / f"{'-'.join(place)}-{seed}-{log.name}")
        if chosen.runs >= ENOUGH_RUNS:
            wrong += [f"{name} was never done" for name, times in done.items() if not times]
        with stage.database.reading() as session:
            states = Counter(session.scalars(select(Run.status)))
            lost = session.scalar(select(func.sum(Run.failed_attempts)))
    print(f"  {took:.0f} s, {done.total()} faults: {dict(done)}")
    print(f"  runs {dict(states)}, attempts lost {lost}, answers {dict(reader.answers)}")
    return wrong


def hurt_until_ended(
    stage: Stage, seed: int, schedule: Schedule, pause: float
) -> tuple[Counter[str], Counter[str], float]:
    """Do one thing after the other until no run is left.

    Returns:
        How often each thing was done, how often one was done to each run, and the seconds.
    """
    chance = random.Random(seed)  # noqa: S311 - a schedule, no secret
    began, hits, done = time.monotonic(), Counter[str](), Counter(dict.fromkeys(schedule.kinds, 0))
    while time.monotonic() - began < PATIENCE_SECONDS and _not_ended(stage):
        time.sleep(chance.uniform(1, pause))
        stage.revive()
        fault = schedule.following()
        hurt = fault(stage, chance)
        if hurt is None:
            schedule.later(fault)
            continue
        hits.update(hurt.runs)
        done[fault.__name__] += 1
        print(f"  {time.monotonic() - began:5.0f} s: {hurt.what}", flush=True)
    return done, hits, time.monotonic() - began


def _not_ended(stage: Stage) -> bool:
    try:
        return left(stage.database) > 0
    except SQLAlchemyError:
        return True


def main() -> int:
    """Try each schedule; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = ["sqlite", "postgresql"]
    parser.add_argument("--database", nargs="+", choices=kinds, default=kinds)
    stores = ["folder", "s3"]
    parser.add_argument("--artifacts", nargs="+", choices=stores, default=stores)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--steps", type=int, default=200, help="real steps of a run")
    parser.add_argument(
        "--pause", type=float, default=4.0, help="seconds at the most from a fault to the next"
    )
    parser.add_argument("--logs", type=Path, help="folder for what API and workers say")
    chosen = parser.parse_args()
    # Whoever ends it early leaves no instance behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    reference = undisturbed(documents(chosen.steps))
    print(f"{SPECS} specs undisturbed, {len(reference['0'][0])} series each", flush=True)
    wrong = 0
    for place in product(chosen.database, chosen.artifacts):
        for seed in chosen.seeds:
            print(f"{place[0]}, artifacts in {place[1]}, seed {seed}", flush=True)
            found = tried(place, seed, chosen, reference)
            for each in found:
                print(f"  WRONG: {each}", flush=True)
            wrong += len(found)
    print(f"{wrong} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
