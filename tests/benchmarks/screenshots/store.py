"""What the pictures show: runs in every state, of every kind that a page treats differently."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from backend.db import (
    asked,
    experiments,
    published_curves,
    queue,
    runs,
    saved_views,
    shares,
    workers,
)
from backend.db.base import database_now
from backend.db.session import Database
from backend.db.status import Status
from backend.secret_tokens import token_hash
from tests.benchmarks.planting import Floats, Planted, plant

HORIZON = np.arange(1, 31, dtype=float)
STEPS = tuple(range(500, 5_001, 500))
LONG = "A name that goes on for longer than any table is wide, as names made by scripts do " * 3
DIVERGED = "Diverged: the loss of member 2 is not a finite number at real step 2,000"
CROWD, SEEDS_OF_CROWD, STEPS_OF_CROWD = 51, 10, (2_500, 5_000)
NOTES = """## What I saw

The return rises to **-150** and stays. See [the paper](https://example.org/paper).

| k | return |
|---|---|
| 3 | -150 |

- [x] looked at the error
- [ ] more seeds
"""
SHARED, TAKEN_BACK = "a-link-of-these-pictures", "a-link-that-was-taken-back"


@dataclass(frozen=True)
class Store:
    """Where the pictures' runs are.

    Attributes:
        experiments: The experiments' ids, by their names.
        runs: The runs' ids, by their names.
    """

    experiments: Mapping[str, str]
    runs: Mapping[str, str]


def filled(database: Database) -> Store:
    """Plant the runs, a worker and links."""
    found, ids = {}, {}
    # Those that wait come last: the queue gives the run that waited longest.
    for name, planted in (*_crowd(), *_sweeps(), *_ends(), *_waiting()):
        if name not in found:
            with database.transaction() as session:
                found[name] = experiments.create(session, name).id
        ids[planted.name] = plant(database, found[name], planted)
    with database.transaction() as session:
        workers.register(session, "a-machine", 4_711, 2, "0.1.0")
        _of_a_cluster(session, ids)
        for token in (SHARED, TAKEN_BACK):
            new = shares.NewShare("experiment", token_hash(token), found["Rollout length"])
            share = shares.create(session, new)
        shares.revoke(session, share)
        _written(session, ids)
        gone = runs.get(session, ids["deleted"])
        assert gone is not None
        runs.mark_deleted(session, gone, database_now(session))
    return Store(found, ids)


def _of_a_cluster(session: Session, ids: Mapping[str, str]) -> None:
    """A worker for Slurm, a run that waits there, one that is paused and one that comes first."""
    cluster = workers.register(session, "login-1", 4_712, 200, "0.1.0", workers.Offer("slurm"))
    nodes = [
        {"name": f"node-{n}", "state": state, "resources": f"long · {taken} of 64 cores taken"}
        for n, state, taken in ((1, "mixed", 48), (2, "allocated", 64), (3, "down*", 0))
    ]
    workers.show_nodes(session, cluster, nodes)
    asked.prioritise(session, [ids["one that waits 2"]], 5)
    claim = queue.claim(session, cluster, 3_600)
    assert claim is not None
    queue.note_job(session, claim, "slurm 4217_3", "Slurm: Priority")
    asked.pause(session, [ids["one that waits 1"]], is_on=True)


def _written(session: Session, ids: Mapping[str, str]) -> None:
    """What people wrote: notes, tags, a curve from a paper, and comparisons under names."""
    noted = runs.get(session, ids["one that learned"])
    assert noted is not None
    runs.write_notes(session, noted, NOTES, 0)
    values = _rise(-160.0, -1_400.0)
    ends = [(value - 60.0, value + 40.0) for value in values]
    points = {
        "step": [*map(float, STEPS)],
        "value": values,
        "low": [low for low, _ in ends],
        "high": [high for _, high in ends],
    }
    curve = published_curves.NewCurve(
        "SAC", "SAC", "Haarnoja et al. 2018, figure 1", "https://example.org/sac",
        "Pendulum-v1", "return/real", points,
    )  # fmt: skip
    published_curves.create(session, curve)
    for name in ("Lengths at 5,000 steps", "Against the baseline"):
        saved_views.create(session, name, {"address": "group=rollout.length"})


def _crowd() -> Iterator[tuple[str, Planted]]:
    """More runs than a comparison draws one by one, in more groups than it has colours for."""
    draws = np.random.default_rng(1)
    for length in range(1, CROWD + 1):
        for seed in range(SEEDS_OF_CROWD):
            spec = {"rollout": {"length": length}, "training": {"env_steps": 7_000}, "seed": seed}
            final = -150.0 - 6.0 * length + 40.0 * draws.standard_normal()
            series = {"return/real": [-900.0, final], "return/model": [-850.0, final + length]}
            curve = {("horizon-error", "current"): (0.01 + 0.0005 * length) * HORIZON}
            name = f"crowd {length}, seed {seed}"
            yield "A crowd", Planted(name, spec, STEPS_OF_CROWD, series, curve)


def _sweeps() -> Iterator[tuple[str, Planted]]:
    """Groups of seeds: few, many, and of a task without a reference."""
    draws = np.random.default_rng(0)
    for length, final in ((1, -170.0), (5, -140.0), (20, -420.0)):
        for seed in range(5):
            spec = {"rollout": {"length": length}, "seed": seed}
            name = f"k = {length}, seed {seed}"
            error = 0.012 * (1.0 + 0.05 * length) * float(np.exp(0.15 * draws.standard_normal()))
            promise = 8.0 * length * float(np.exp(0.3 * draws.standard_normal()))
            end = final + 25.0 * draws.standard_normal()
            yield "Rollout length", _run(name, spec, end, error, promise)
    for length in range(1, 16):
        for seed in range(3):
            spec = {"rollout": {"length": length}, "training": {"env_steps": 6_000}, "seed": seed}
            end = -150.0 - 12.0 * length + 20.0 * draws.standard_normal()
            name = f"wide {length}, seed {seed}"
            yield "A wide sweep", _run(name, spec, end, 0.01 + 0.002 * length, 4.0 * length)
    for version in ("model-free", "2.5", "3.0"):
        for seed in range(3):
            spec = {
                "environment": {"id": "CartPole-v1"},
                "algorithm": {"version": version},
                "seed": seed,
            }
            end = 480.0 - 90.0 * seed if version == "3.0" else 200.0 + 20.0 * seed
            error = None if version == "model-free" else 0.03
            yield "Versions", _run(f"{version}, seed {seed}", spec, end, error, 10.0, start=20.0)


def _ends() -> Iterator[tuple[str, Planted]]:
    """Runs that ended otherwise, that go on, and names that nobody expects."""
    where = "How runs end"
    good = {"rollout": {"length": 3}}
    yield where, _run("deleted", good | {"seed": 0}, -200.0, 0.02, 10.0)
    yield where, _run("one that learned", good | {"seed": 1}, -150.0, 0.02, 10.0)
    values = [*_rise(-300.0, -1_400.0)[:-3], *[float("nan")] * 3]
    yield where, _run("one that diverged", good | {"seed": 2}, 0.0, 0.2, 60.0, real=values)
    failed = {"status": Status.FAILED, "reason": DIVERGED, "steps": STEPS[:4]}
    yield where, _run("one that failed late", good | {"seed": 3}, -900.0, 0.4, 600.0, **failed)
    at_once = {"status": Status.FAILED, "reason": "the worker lost the machine", "steps": ()}
    yield where, _run("one that failed at once", good | {"seed": 4}, 0.0, None, 0.0, **at_once)
    stopped = {"status": Status.CANCELLED, "steps": STEPS[:5]}
    yield where, _run("one that was cancelled", good | {"seed": 5}, -700.0, 0.05, 20.0, **stopped)
    goes = {"status": Status.RUNNING, "steps": STEPS[:6]}
    yield where, _run("one that goes on", good | {"seed": 6}, -300.0, 0.03, 15.0, **goes)
    names = (LONG[:200], "the same", "the same", "<b>bold</b> & <i>more</i>", "تجربة التعلم المعزز")
    for seed, name in enumerate(names):
        yield "Names", _run(name, {"rollout": {"length": 1 + seed}}, -200.0, 0.02, 10.0)


def _waiting() -> Iterator[tuple[str, Planted]]:
    for seed in range(3):
        spec = {"rollout": {"length": 7}, "seed": seed}
        yield "How runs end", Planted(f"one that waits {seed}", spec, status=Status.QUEUED)


def _run(
    name: str,
    spec: Mapping[str, Any],
    final: float,
    error: float | None,
    promise: float,
    *,
    start: float = -1_400.0,
    real: Sequence[float] | None = None,
    **more: Any,
) -> Planted:
    """A run whose return rises to `final`, whose model errs by `error` in the first step."""
    steps = more.pop("steps", STEPS)
    pays = np.array(_rise(final, start) if real is None else real)[: len(steps)]
    model = pays + promise
    series = {
        "return/real": pays,
        "cost/cpu": 0.02 * np.array(steps),
        "rollout/length": np.full(len(steps), float(spec.get("rollout", {}).get("length", 1))),
        "policy/critic_loss": np.geomspace(40.0, 2.0, len(STEPS))[: len(steps)],
    }
    if error is not None:
        series |= {
            "return/model": model,
            "return/gap": model - pays,
            "model/loss_holdout": np.geomspace(0.5, 0.02, len(STEPS))[: len(steps)],
        }
    return Planted(
        name=name,
        spec=spec,
        steps=steps,
        series={key: [*map(float, values)] for key, values in series.items()},
        curves={} if error is None else _curves(error),
        growth=4.0,
        log=[("info", "500 random steps"), ("warning", "the fit took 2,000 epochs"),
             ("info", "the model is fitted; " + "a long line " * 20)],
        has_trajectories=error is not None and spec.get("environment") is None,
        **more,
    )  # fmt: skip


def _rise(final: float, start: float) -> list[float]:
    share = 1.0 - np.exp(-np.linspace(0.0, 4.0, len(STEPS)))
    return [*map(float, start + (final - start) * share / share[-1])]


def _curves(error: float) -> dict[tuple[str, str], Floats]:
    error_by_step = error * HORIZON**1.1
    persistence = 0.3 * np.sqrt(HORIZON)
    return {
        ("horizon-error", "current"): error_by_step,
        ("horizon-error", "data"): 0.6 * error_by_step,
        ("skill", "current"): 1.0 - error_by_step / persistence,
        ("persistence-error", "current"): persistence,
        ("mean-change-error", "current"): 0.8 * persistence,
        ("linear-error", "current"): 0.06 * HORIZON,
        ("closed-loop-error", "current"): 1.3 * error_by_step,
        ("disagreement", "current"): 0.5 * error_by_step,
        ("return-gap", "current"): error_by_step.cumsum(),
        ("coverage-90", "current"): 0.9 - 0.01 * HORIZON,
        ("jacobian-stretch", "current"): 1.02**HORIZON,
    }
