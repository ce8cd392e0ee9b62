"""Runs every combination of version and improver in this process, from states of another or none.

    python -m tests.worker.runs_alone FOLDER

For each combination a line: its name, a digest of all that it reported, and one of what it reported
after its middle. Where FOLDER holds the state that another process had in the middle, the second
digest is of a run that went on from there; where it does not, the state is left there.
"""

import hashlib
import sys
from pathlib import Path
from typing import get_args

import torch

from backend.spec.algorithm import IMPROVERS
from backend.spec.grid import parse
from backend.spec.rollout import StartStates
from worker.jobs.build import build_trainer

STARTS = get_args(StartStates)
TASKS = {"continuous": "Pendulum-v1", "discrete": "CartPole-v1"}
TINY = {
    "rollout": {"length": {"tolerance": 5.0}, "per_step": 1, "propagation": "tsinf"},
    "model": {
        "hidden": [6], "members": 3, "elites": 2, "fit_every": 10, "patience": 1,
        "learning_rate": 1e-5,
    },
    "policy": {
        "hidden": [6], "updates_per_step": 1, "batch_size": 8, "critics": 3, "real_ratio": 0.5,
    },
    "planning": {"candidates": 8, "iterations": 2, "particles": 2, "elite_ratio": 0.3},
    "gradient": {
        "rollouts": 4, "updates_per_fit": 3, "steps_per_update": 8, "minibatch": 8,
        "validate_every": 1, "terminal_value": True,
    },
    "training": {"env_steps": 36, "random_steps": 15},
    "evaluation": {"every": 12, "episodes": 1, "horizon": 3, "diagnostics_budget": 1.0},
}  # fmt: skip
CLOCKED = ("cost/cpu", "cost/diagnostics")
MIDDLE = 24


def trainer_of(version, kind, improver):
    rollout = dict(TINY["rollout"])
    if version in {"0.5", "1.0"}:
        rollout["length"] = 2
    # Each way to start is somewhere among them.
    if version in {"2.0", "2.5", "3.0"} and improver not in {"mve", "steve"}:
        rollout["start"] = STARTS[len(improver) % len(STARTS)]
    return build_trainer(
        parse(
            TINY
            | {
                "rollout": rollout,
                "algorithm": {"version": version, "improver": improver},
                "environment": {"id": TASKS[kind], "max_episode_steps": 10},
            }
        )
    )


def digest(reports):
    scalars = [s for r in reports for s in r.scalars if s.key not in CLOCKED]
    drawn = [(r.profiles, r.trajectories) for r in reports]
    return hashlib.sha256(repr((scalars, drawn)).encode()).hexdigest()[:16]


def rest(trainer):
    reports = []
    while not trainer.finished:
        reports.append(trainer.iterate())
    return reports


def run(combination, state):
    trainer, reports = trainer_of(*combination), []
    while trainer.env_steps < MIDDLE:
        reports.append(trainer.iterate())
    if not state.exists():
        torch.save(trainer.state_dict(), state)
        after = rest(trainer)
        return digest(reports + after), digest(after)
    whole = digest(reports + rest(trainer))
    again = trainer_of(*combination)
    again.load_state_dict(torch.load(state, weights_only=True))  # noqa: TID251 - what another left
    return whole, digest(rest(again))


def main(folder):
    for version, by_kind in IMPROVERS.items():
        for kind, improvers in by_kind.items():
            for improver in improvers:
                combination = (version, kind, improver)
                told = run(combination, folder / "-".join(combination))
                sys.stdout.write(f"{' '.join((*combination, *told))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
