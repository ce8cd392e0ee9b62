"""Makes "The lecture in nine figures" again from small runs: docs/lecture.md and its pictures.

    scripts/with-chromium .venv/bin/python scripts/lecture.py [--data DIR]

With `--data` the instance's folder is kept, and runs that ended there before are not launched
again. Without it a temporary folder is used. Every number on the page is read from the runs.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from example_runs import Example, launched, running
from lecture_runs import RUNS, STARTS, Runs, Told
from page_pictures import DOCS, ERROR, HORIZON, RETURNS, SERIES, browser, drawn, save, signed_in
from playwright.sync_api import Browser

from backend.verdict.figures import figure

EXPERIMENT = "The lecture in nine figures"


@dataclass(frozen=True)
class LectureFigure:
    """One of the nine.

    Attributes:
        name: Of its picture.
        title: Its heading.
        claim: What the lecture says.
        examples: Whose runs it shows.
        part: The label of the section that is taken: of the run's page for a single run, of the
            comparison for several.
        search: What the address says beside the runs.
        measured: Sentences on what the runs show, from their numbers.
    """

    name: str
    title: str
    claim: str
    examples: tuple[str, ...]
    part: str
    search: str
    measured: Callable[[Told], str]


def _stretch(told: Told) -> str:
    parts = []
    for name, task in (("double pendulum", "the pendulum"), ("damped", "the oscillators")):
        curve = told.last(name, "jacobian-stretch")
        steps = sorted(curve)
        values = ", ".join(
            f"{figure(curve[h])} after {h}" for h in (steps[0], steps[-2], steps[-1])
        )
        parts.append(f"For {task} it is {values} steps.")
    return " ".join(parts)


def _variance(told: Told) -> str:
    path, ratio = (
        told.last("double pendulum", f"{way}-variance") for way in ("pathwise", "likelihood")
    )
    first, last = min(path), max(path)
    grown = [figure(curve[last] / curve[first]) for curve in (path, ratio)]
    shares = [figure(path[h] / ratio[h]) for h in (first, last)]
    return (
        f"From {first} to {last} steps the variance through the model grows {grown[0]} times, that "
        f"of the likelihood ratio {grown[1]} times: the first over the second is {shares[0]} after "
        f"{first} step and {shares[1]} after {last}."
    )


def _exploited(told: Told) -> str:
    real, model = (told.series("young network", f"return/{of}") for of in ("real", "model"))
    last = max(model)
    said = " ".join(told.warnings("young network")) or "Nothing alarms."
    return (
        f"At the last evaluation the model promises {figure(model[last])}, the world pays "
        f"{figure(real[last])}. {said}"
    )


def _added(told: Told) -> str:
    curve = told.last("damped", "horizon-error")
    total = {h: sum(curve[step] for step in range(1, h + 1)) for h in (1, 10, 50) if h in curve}
    bound = {h: curve[1] * h * (h + 1) / 2 for h in total}
    return " ".join(
        f"Over {h} steps it is {figure(total[h])}, where εh(h + 1)/2 is {figure(bound[h])}."
        for h in total
        if h > 1
    )


def _changed(told: Told) -> str:
    current, data = (told.last("random data", "horizon-error", of) for of in ("current", "data"))
    return " ".join(
        f"After {h} steps the error is {figure(data[h])} along random episodes and "
        f"{figure(current[h])} along the planner's."
        for h in (1, 10)
    )


def _promised(told: Told) -> str:
    gap = told.last("young network", "return-gap")
    return "Model return minus real return: " + (
        ", ".join(f"{figure(gap[h])} over {h}" for h in (1, 10, max(gap))) + " steps."
    )


def _late(told: Told) -> str:
    parts = []
    for name, start in STARTS.items():
        curve = told.last(name, "time-coverage")
        seen = [step for step, often in curve.items() if often > 0]
        parts.append(f"`{start}` visits steps up to {max(seen)}")
    return "; ".join(parts) + ". (An episode has 200.)"


def _mixed(told: Told) -> str:
    parts = []
    for name, start in STARTS.items():
        areas = told.series(name, "mismatch/auc_imagined")
        if areas:
            parts.append(f"`{start}` {figure(areas[max(areas)])}")
    return f"At the last evaluation: {', '.join(parts)}."


def _ahead(told: Told) -> str:
    parts = []
    for step in (100, 125, 150, 200):
        middle = [
            median(told.series(name, "return/real", seed)[step] for seed in range(5))
            for name in ("few steps, 3.0", "few steps, model-free")
        ]
        parts.append(f"after {step} real steps {figure(middle[0])} against {figure(middle[1])}")
    return (
        f"Median real return over five seeds: {', '.join(parts)}. Both make as many updates for "
        "each real step; version 3.0 knows the reward's formula (`model.reward`). On Pendulum-v1 "
        "and InvertedPendulum-v5, with a learned reward, the same comparison found no lead "
        "(`tests/benchmarks/RESULTS.md`)."
    )


FIGURES = (
    LectureFigure(
        "lecture-jacobians",
        "Jacobians explode and vanish",
        "Backpropagation through time multiplies the Jacobians of all steps. Where a step "
        "stretches, the product explodes; where it shrinks, the product vanishes.",
        ("double pendulum", "damped"),
        HORIZON,
        "diagnostic=jacobian-stretch",
        _stretch,
    ),
    LectureFigure(
        "lecture-likelihood",
        "Likelihood ratios are steadier there",
        "The policy gradient by likelihood ratio needs no derivative of the model. It is noisier "
        "over a few steps, but its variance does not grow as the product of Jacobians does.",
        ("double pendulum",),
        HORIZON,
        "diagnostic=pathwise-variance",
        _variance,
    ),
    LectureFigure(
        "lecture-exploited",
        "Many policy gradients exploit a young model",
        "Version 2.5 can take as many gradients in the model as it likes. In a model of little "
        "data the policy soon learns what is wrong with the model.",
        ("young network",),
        RETURNS,
        "",
        _exploited,
    ),
    LectureFigure(
        "lecture-sum",
        "Errors add up",
        "What each step does wrong moves the states of all later ones. If a step is off by ε, "
        "the error of step h is at most about εh, and the sum over T steps about εT².",
        ("damped",),
        ERROR,
        "sum=sum&ref=triangular",
        _added,
    ),
    LectureFigure(
        "lecture-changed",
        "The error grows when the policy changes",
        "A model is fitted to the states of the policy that collected the data. A better policy "
        "goes elsewhere, where the model is worse.",
        ("random data",),
        ERROR,
        "policy=both",
        _changed,
    ),
    LectureFigure(
        "lecture-promise",
        "Long rollouts promise what the world does not pay",
        "The return in the model parts from the return in the world with every step that is "
        "imagined.",
        ("young network",),
        HORIZON,
        "diagnostic=return-gap",
        _promised,
    ),
    LectureFigure(
        "lecture-time",
        "Branched rollouts see late steps",
        "Short rollouts from initial states never see the end of an episode. Short rollouts that "
        "branch off real states see all of it.",
        tuple(STARTS),
        HORIZON,
        "diagnostic=time-coverage&group=rollout.start",
        _late,
    ),
    LectureFigure(
        "lecture-mixture",
        "But their states are of no single policy",
        "A branched rollout begins where an old policy went and goes on as the new one does, so "
        "that the states are a mixture. How well a classifier tells them from the states that the "
        "policy itself visits in whole episodes: 0.5 is not at all, 1 always.",
        tuple(STARTS),
        SERIES,
        "series=mismatch/auc_imagined&group=rollout.start",
        _mixed,
    ),
    LectureFigure(
        "lecture-ahead",
        "Version 3.0 is ahead where real steps are few",
        "Off-policy learning uses short branched rollouts beside real data. Where real steps are "
        "few and the model is good, it needs fewer of them.",
        ("few steps, 3.0", "few steps, model-free"),
        RETURNS,
        "group=algorithm.version&returns_scale=log",
        _ahead,
    ),
)

HEAD = """# The lecture in nine figures

Berkeley CS285's lecture on model-based RL with policies makes nine claims that a figure of this
program can show. Each figure here is of small runs, made again by one command:

```sh by scripts/lecture.py
make lecture
```

Every number below was read from those runs when the page was made. They are small on purpose: they
show what the lecture says, on tasks where it can be seen in minutes. They prove nothing about
other tasks.
"""


def take(browser: Browser, told: Told) -> None:
    """The nine pictures, in both colour schemes."""
    for page, end in signed_in(browser, told.instance):
        for each in FIGURES:
            page.goto(address(each, told.runs))
            save(page, drawn(page, each.part), f"{each.name}{end}")


def address(figure: LectureFigure, runs: Runs) -> str:
    """The page that has the figure: that of the run, or the comparison of several."""
    shown = [run["id"] for name in figure.examples for run in runs[name]]
    if len(shown) == 1:
        return f"/runs/{shown[0]}?{figure.search}"
    return f"/compare?runs={','.join(shown)}&{figure.search}"


def page(told: Told, examples: Sequence[Example]) -> str:
    """The page of the guide."""
    parts = [HEAD]
    for number, each in enumerate(FIGURES, 1):
        names = " and ".join(f"*{name}*" for name in each.examples)
        parts.append(
            f"## {number}. {each.title}\n\n{each.claim}\n\n"
            f"![{each.title}](pictures/{each.name}.webp)\n\n{each.measured(told)} Runs: {names}.\n"
        )
    launched = "\n".join(f"# {each.name}: {each.about}\n{each.command}" for each in examples)
    parts.append(f"## The runs\n\n```sh by scripts/lecture.py\n{launched}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Launch, wait, take, write."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--data", type=Path, help="Folder of an instance to keep, and to use again.")
    folder = asked.parse_args().data
    with tempfile.TemporaryDirectory() as fresh, running(folder or Path(fresh)) as instance:
        told = Told(instance, launched(instance, RUNS, EXPERIMENT))
        with browser() as chromium:
            take(chromium, told)
        (DOCS / "lecture.md").write_text(page(told, RUNS))


if __name__ == "__main__":
    main()
