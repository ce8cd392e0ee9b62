"""Train every version on a device that is not the processor, where there is no GPU.

    python -m tests.benchmarks.devices              every combination of version and improver
    python -m tests.benchmarks.devices 3.0 model-free

The device (`stand_in.cpp`) computes on the processor, and refuses tensors of two devices in one
operation and another device's generator, as a GPU does. Each combination is run on both; halfway,
the one on the device goes on from a checkpoint in a new trainer. "same" means that every number
that both report is equal to the last bit. The status is 1 when one is not, or when a run ended with
an error. It takes a C++ compiler, ninja and some minutes.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import torch
from torch.utils._pytree import tree_map

from backend.spec.environments import ENVIRONMENTS
from backend.spec.grid import parse
from backend.spec.rollout import Propagation, StartStates
from tests.benchmarks.devices.stand_in import stand_in
from tests.worker.mbrl.test_versions import COMBINATIONS, TASKS, TINY, measured
from worker.environments.gymnasium_environment import task_of
from worker.jobs.build import set_switches
from worker.mbrl.trainer import Trainer
from worker.mbrl.versions.registry import learner_of

# So much that nothing of the diagnostics is left out.
ALL_MEASURED = {"every": 45, "episodes": 1, "horizon": 4, "diagnostics_budget": 1.0}
SMALL = TINY | {"evaluation": ALL_MEASURED}


def documents(words: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Specs by what they are called."""
    for version, kind, improver in COMBINATIONS:
        if not words or version in words:
            yield (
                f"{version} {improver}, {kind}",
                SMALL
                | {
                    "environment": {"id": TASKS[kind], "max_episode_steps": 12},
                    "algorithm": {"version": version, "improver": improver},
                },
            )
    if not words or "3.0" in words:
        yield from variants()


def variants() -> Iterator[tuple[str, dict[str, Any]]]:
    """Version 3.0 with what else decides where tensors come from: starts, propagation, tasks."""
    short = {"per_step": 2, "length": 3}
    for start in get_args(StartStates):
        for propagation in get_args(Propagation):
            rollout = short | {"start": start, "propagation": propagation}
            yield f"start {start}, propagation {propagation}", SMALL | {"rollout": rollout}
    careful = short | {"max_disagreement": 0.5}
    yield "stop where the elites disagree", SMALL | {"rollout": careful}
    for name, info in ENVIRONMENTS.items():
        environment = {"id": name, "max_episode_steps": 12}
        model = SMALL["model"] | {"reward": "known" if info.known_reward else "learned"}
        yield name, SMALL | {"environment": environment, "model": model}


def trainer(document: dict[str, Any], device: torch.device) -> Trainer:
    spec = parse(document)
    return Trainer(spec, task_of(spec), device, learner_of(spec))


def on_processor(state: Any) -> Any:
    """A checkpoint as it is read: on the processor, whatever it was written on."""
    return tree_map(lambda each: each.cpu() if isinstance(each, torch.Tensor) else each, state)


def outcome(document: dict[str, Any], device: torch.device) -> str:
    """What came of a spec on the device, beside the same on the processor."""
    whole = trainer(document, torch.device("cpu"))
    expected = []
    while not whole.finished:
        expected.append(whole.iterate())
    going, found = trainer(document, device), []
    try:
        while not going.finished:
            found.append(going.iterate())
            if len(found) == len(expected) // 2:
                state = on_processor(going.state_dict())
                going = trainer(document, device)
                going.load_state_dict(state)
    except RuntimeError as error:
        return f"failed: {str(error).splitlines()[0]}"
    return "same" if measured(found) == measured(expected) else "differs"


def main(words: Sequence[str]) -> int:
    set_switches()
    device = stand_in()
    bad = 0
    for name, document in documents(words):
        told = outcome(document, device)
        bad += told != "same"
        print(f"{told:<8} {name}", flush=True)
    print(f"{bad} of them not the same" if bad else "all the same")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
