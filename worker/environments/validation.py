"""Makes every installed task once, and says which of them no run could learn in, and why."""

import importlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from backend.spec.run import RunSpec

STEPS = 3
SECONDS = 120.0
LONGEST_REASON = 300


def refused_tasks(names: Sequence[str]) -> dict[str, str]:
    """Why those of the tasks that cannot be learned in cannot, by id.

    Each is tried in a process of its own, so that no package can bring the worker down.
    """
    found = {}
    for name in names:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
            error = processes.submit(try_task, name).exception(SECONDS)
        if error is not None:
            found[name] = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
    return found


def try_task(name: str) -> None:
    """Make the task, reset it and take a few steps.

    Raises:
        Exception: Whatever goes wrong in that.
    """
    spec = RunSpec.model_validate({"environment": {"id": name}})
    # Loaded in the process that tries it alone: a worker's own has no simulator.
    task = importlib.import_module("worker.environments.gymnasium_environment").task_of(spec)
    torch = importlib.import_module("torch")
    environment = task.make()
    environment.reset(0)
    for _ in range(STEPS):
        if environment.step(torch.zeros(task.action_dims)).ended:
            environment.reset(0)
