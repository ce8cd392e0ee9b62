"""False and missed alarms of exploitation, over simulated runs whose truth is known.

    python -m tests.benchmarks.statistics.alarms [--runs 2000] [--rule FILE]

`--rule` is another version of `backend/verdict/exploitation.py` to judge by, such as
`git show REVISION:backend/verdict/exploitation.py`. A run has 2 to 60 evaluations of 1 to 10
episodes. `at its end` is the share of runs alarmed at their last evaluation, which is what lists
show of an ended run; `ever` at any of them, which is what somebody who watches may see.
"""

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.spec.measures import places_kept
from backend.verdict import exploitation as current

Floats = NDArray[np.float64]
Judge = Callable[[Sequence[int], Sequence[float], Sequence[float]], str | None]
EVERY = 250


@dataclass(frozen=True)
class Task:
    """What a task pays: the worst and the best return, and how one episode varies between them."""

    name: str
    worst: float
    best: float
    deviation: Callable[[Floats], Floats]

    def pays(self, learned: Floats) -> Floats:
        """The return that is to be expected at these learned shares."""
        return self.worst + (self.best - self.worst) * learned


def _even(size: float) -> Callable[[Floats], Floats]:
    return lambda learned: np.full_like(learned, size)


TASKS = (
    # Costs, as Pendulum's; episodes of survival, which vary most half-way; gains that pass through
    # zero, as HalfCheetah's; and a goal that an episode reaches or not.
    Task("costs", -1_500.0, -150.0, lambda learned: 0.12 + 0.1 * (1.0 - learned)),
    Task("survival", 20.0, 1_000.0, lambda learned: 0.01 + learned * (1.0 - learned)),
    Task("gains", -300.0, 5_000.0, lambda learned: 0.02 + 0.15 * learned),
    Task("goal", -30.0, 93.0, lambda learned: np.sqrt(learned * (1.0 - learned)) + 0.02),
    Task("noise about zero", -1.0, 1.0, _even(0.3)),
)


def _rise(count: int, random: np.random.Generator) -> Floats:
    """Learned share of what there is to learn: a sigmoid that may begin or end half-way."""
    middle, width = random.uniform(-0.2, 1.2) * count, random.uniform(0.03, 0.25) * count + 0.5
    return _sigmoid((np.arange(count) - middle) / width)


def _flat(count: int, random: np.random.Generator) -> Floats:
    return np.full(count, random.uniform(0.0, 1.0))


def _unsteady(count: int, random: np.random.Generator) -> Floats:
    """Learns and forgets, which an honest model sees as well."""
    walk = np.cumsum(random.normal(0.0, 0.15, count))
    return np.clip(_rise(count, random) + walk - walk[0], 0.0, 1.0)


def _sigmoid(values: Floats) -> Floats:
    shown: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -50.0, 50.0)))
    return shown


CURVES = {"learns": _rise, "plateau": _flat, "learns and forgets": _unsteady}

Promise = Callable[[Floats, Floats, np.random.Generator], Floats]


def _honest(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    del scale, random
    return real


def _biased(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """Off by up to 0.5 of the scale, the same share at every evaluation."""
    return real + random.uniform(-0.5, 0.5) * scale


def _scaled(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """Off in proportion, by up to 40 %."""
    del scale
    return real * random.uniform(0.6, 1.4)


def _young(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """Off by up to the scale at the first evaluation, half as much at the next, and so on."""
    return real + random.uniform(-1.0, 1.0) * scale * 0.5 ** np.arange(len(real))


def _slow(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """Off by up to 0.5 of it, and right in the end, after 1 to 8 evaluations and more."""
    wrong = np.exp(-np.arange(len(real)) / random.uniform(1.0, 8.0))
    return real + random.uniform(-0.5, 0.5) * scale * wrong


def _ahead(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """One or two evaluations ahead of the world."""
    del scale
    ahead = int(random.integers(1, 3))
    return np.concatenate([real[ahead:], np.full(min(ahead, len(real)), real[-1])])


def _broken_once(real: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """One wild evaluation, of any size and sign."""
    promise = real.copy()
    wild = random.choice([-1.0, 1.0]) * 10 ** random.uniform(0.0, 3.0)
    at = random.integers(len(promise))
    promise[at] += wild * scale[at]
    return promise


HARMLESS: dict[str, Promise] = {
    "honest": _honest,
    "biased": _biased,
    "biased in proportion": _scaled,
    "wild when young": _young,
    "slowly mended": _slow,
    "ahead of the world": _ahead,
    "broken once": _broken_once,
}


@dataclass(frozen=True)
class Run:
    """A run's evaluations."""

    real: Floats
    model: Floats

    def judged(self, judge: Judge, count: int) -> str | None:
        """What a rule says after so many evaluations, from what a run's row keeps of them."""
        places = places_kept(count)
        steps = [EVERY * (place + 1) for place in places]
        return judge(steps, self.model[places].tolist(), self.real[places].tolist())


def measured(task: Task, learned: Floats, promise: Floats, random: np.random.Generator) -> Run:
    """Returns of a few episodes and of as many imagined ones from the same starts."""
    episodes = int(random.integers(1, 11))
    deviation = (task.best - task.worst) * task.deviation(learned) / np.sqrt(episodes)
    starts, ours, theirs = random.standard_normal((3, len(learned)))
    # Starts are shared, what happens after them is not; a model averages over its particles.
    real = deviation * np.sqrt(0.5) * (starts + ours)
    model = deviation * np.sqrt(0.5) * (starts + random.uniform(0.2, 1.0) * theirs)
    return Run(task.pays(learned) + real, promise + model)


def harmless(promise: str, curve: str, task: Task, random: np.random.Generator) -> Run:
    """A run whose policy does not exploit its model."""
    learned = CURVES[curve](int(random.integers(2, 61)), random)
    real = task.pays(learned)
    return measured(task, learned, HARMLESS[promise](real, _scale(real), random), random)


def _scale(real: Floats) -> Floats:
    """At each evaluation what the world has paid, as expected: its range so far, or its level.

    A promise that is off by a multiple of that misleads, whatever is paid later.
    """
    span = np.maximum.accumulate(real) - np.minimum.accumulate(real)
    return np.maximum(span, np.abs(real))


# Of all there is to learn.
Harm = Callable[[Floats, np.random.Generator], tuple[Floats, Floats]]


def _parting(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """The promise leaves the plateau of the world, and has risen by 1 to 3 in the end."""
    return learned, random.uniform(1.0, 3.0) * np.linspace(0.0, 1.0, len(learned))


def _sudden(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Likewise over the last five evaluations."""
    rise = np.clip(np.arange(-len(learned), 0) + 6, 0, 5) / 5
    return learned, random.uniform(1.0, 3.0) * rise


def _collapse(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """The world falls by 0.6 to 0.9 within four evaluations, at some time; the promise stays."""
    begin = int(random.integers(3, max(4, len(learned) - 5)))
    fallen = np.clip((np.arange(len(learned)) - begin) / 4, 0.0, 1.0)
    fell = random.uniform(0.6, 0.9) * fallen
    return np.full_like(learned, 0.95) - fell, fell


def _too_much(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """The promise is above the world by 3 to 6, from the first evaluation."""
    return learned, np.full_like(learned, random.uniform(3.0, 6.0))


def _too_little(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    return learned, np.full_like(learned, -random.uniform(3.0, 6.0))


def _wavering(learned: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """After two honest evaluations the promise is above by 0.5 to 1, another amount each time."""
    above = random.uniform(0.5, 1.0, len(learned)) * random.uniform(0.8, 1.2)
    above[:2] = 0.0
    return learned, above


HARMFUL: dict[str, Harm] = {
    "promise parts slowly": _parting,
    "promise parts in five": _sudden,
    "world falls, promise stays": _collapse,
    "promise wavers above": _wavering,
    "promise far above": _too_much,
    "promise far below": _too_little,
}


def early_rise(random: np.random.Generator) -> Run:
    """The world rises from -1,300 to -900 in a few and stays; the promise climbs on to -200."""
    count = int(random.choice([12, 30, 60]))
    earned = -900.0 - 400.0 * np.exp(-np.arange(count) / 2.0)
    real, model = 60.0 * random.standard_normal((2, count))
    return Run(earned + real, np.linspace(-1_300.0, -200.0, count) + model)


def seldom(random: np.random.Generator) -> Run:
    """An honest run to a goal of 90, reached by more and more of its 1 or 5 episodes."""
    count, episodes = int(random.choice([6, 12, 30])), int(random.choice([1, 5]))
    share = np.linspace(0.0, 0.9, count)
    real = 90.0 * random.binomial(episodes, share) / episodes
    return Run(real, np.clip(90.0 * share + 10.0 * random.standard_normal(count), 0.0, None))


def harmful(truth: str, task: Task, random: np.random.Generator) -> Run:
    """A run that should be alarmed at its end, of 8 to 60 evaluations."""
    flat = _flat(int(random.integers(8, 61)), random) * 0.4
    learned, gap = HARMFUL[truth](flat, random)
    promise = task.pays(learned) + (task.best - task.worst) * gap
    return measured(task, learned, promise, random)


def _judge(module: Any) -> Judge:
    """Its kind, or `raised` of a version that has none."""

    def judged(steps: Sequence[int], model: Sequence[float], real: Sequence[float]) -> str | None:
        found = module.exploitation(steps, model, real)
        if found is None:
            return None
        kind: str | None = getattr(found, "kind", "raised" if found.raised else None)
        return kind

    return judged


def _loaded(path: Path | None) -> Judge:
    if path is None:
        return _judge(current)
    spec = importlib.util.spec_from_file_location("rule_to_judge_by", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"--rule: {path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    importlib.import_module("sys").modules[spec.name] = module
    spec.loader.exec_module(module)
    return _judge(module)


def _said(kinds: Sequence[str | None]) -> str:
    named = [kind for kind in kinds if kind is not None]
    return ", ".join(f"{kind} {named.count(kind)}" for kind in sorted(set(named))) or "-"


def print_false(judge: Judge, runs: int, random: np.random.Generator) -> None:
    """Alarms in runs without exploitation."""
    print("| without exploitation | curve | at its end | ever | said at the end | said ever |")
    print("|---|---|---|---|---|---|")
    at_end: list[str | None] = []
    any_time: list[str | None] = []
    for promise in HARMLESS:
        for curve in CURVES:
            last: list[str | None] = []
            first: list[str | None] = []
            for at in range(runs):
                run = harmless(promise, curve, TASKS[at % len(TASKS)], random)
                said = [run.judged(judge, count) for count in range(2, len(run.real) + 1)]
                last.append(said[-1])
                first.append(next((kind for kind in said if kind is not None), None))
            print(f"| {promise} | {curve} | {_share(last)} | {_share(first)} | "
                  f"{_said(last)} | {_said(first)} |")  # fmt: skip
            at_end += last
            any_time += first
    seen = [seldom(random) for _ in range(runs)]
    said_at = [[run.judged(judge, n) for n in range(2, len(run.real) + 1)] for run in seen]
    last = [said[-1] for said in said_at]
    first = [next((kind for kind in said if kind is not None), None) for said in said_at]
    print(f"| a goal seldom reached | | {_share(last)} | {_share(first)} | "
          f"{_said(last)} | {_said(first)} |")  # fmt: skip
    print(f"| all others | | {_share(at_end)} | {_share(any_time)} | "
          f"{_said(at_end)} | {_said(any_time)} |")  # fmt: skip


def print_missed(judge: Judge, runs: int, random: np.random.Generator) -> None:
    """Runs with exploitation, or with a promise far below the world, that are not named."""
    print("\n| truth | missed at its end | said at the end |")
    print("|---|---|---|")
    for truth in HARMFUL:
        said = []
        for at in range(runs):
            run = harmful(truth, TASKS[at % len(TASKS)], random)
            said.append(run.judged(judge, len(run.real)))
        print(f"| {truth} | {100.0 * said.count(None) / runs:.1f} % | {_said(said)} |")
    said = [run.judged(judge, len(run.real)) for run in (early_rise(random) for _ in range(runs))]
    print(f"| world rose early, promise climbs on | {100.0 * said.count(None) / runs:.1f} % | "
          f"{_said(said)} |")  # fmt: skip


def _share(kinds: Sequence[str | None]) -> str:
    return f"{100.0 * sum(kind is not None for kind in kinds) / len(kinds):.1f} %"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000, help="runs of each truth")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rule", type=Path, help="another version of the rule")
    asked = parser.parse_args()
    judge, random = _loaded(asked.rule), np.random.default_rng(asked.seed)
    print_false(judge, asked.runs, random)
    print_missed(judge, asked.runs, random)


if __name__ == "__main__":
    main()
