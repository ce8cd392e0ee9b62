"""Whether counted work foretells CPU time: what diagnostics take of a run, counted and timed.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.engine.work [PRESET ...] --steps 750

trains each preset for so many real steps with everything measured at each evaluation, and prints
the share of the run that `evaluation.diagnostics_budget` is compared with (counted, see
`worker/mbrl/networks/work.py`), the share of CPU time, and multiplications per second.
"""

import argparse

from backend.spec.grid import merged, parse
from backend.spec.presets import PRESETS
from worker.jobs.build import build_trainer

USUAL = ("me-trpo/pendulum", "mbpo/pendulum", "steve/pendulum", "pets/pendulum")


def row(preset: str, steps: int) -> str:
    """Train a preset; its line of the table."""
    changes = {
        "training": {"env_steps": steps},
        "evaluation": {"every": steps // 3, "episodes": 2, "diagnostics_budget": 1.0},
    }
    trainer = build_trainer(parse(merged(PRESETS[preset].spec, changes)))
    while not trainer.finished:
        trainer.iterate()
    state = trainer.state_dict()
    budget, seconds = state["evaluator"]["budget"], state["cpu_seconds"]
    counted, timed = budget["spent"] / budget["done"], state["diagnostics_seconds"] / seconds
    return (
        f"| {preset} | {counted:.1%} | {timed:.1%} | {counted / timed:.2f} "
        f"| {seconds:.0f} | {budget['done'] / seconds / 1e9:.1f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("presets", nargs="*", default=USUAL, metavar="PRESET")
    parser.add_argument("--steps", type=int, default=750, help="real steps of each run")
    arguments = parser.parse_args()
    print("| preset | counted | timed | counted ÷ timed | CPU s | 1e9 multiplications / s |")
    print("|---|---|---|---|---|---|")
    for preset in arguments.presets:
        print(row(preset, arguments.steps), flush=True)


if __name__ == "__main__":
    main()
