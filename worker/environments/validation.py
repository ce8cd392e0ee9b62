"""Makes every installed task once, and says which of them no run could learn in, and why."""

import importlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context

from backend.spec.run import RunSpec

STEPS = 3
SECONDS = 120.0
LONGEST_REASON = 300


def refused_tasks(names: Sequence[str], seconds: float = SECONDS) -> dict[str, str]:
    """Why those of the tasks that cannot be learned in cannot, by id.

    Each is tried in a process of its own, so that no package can bring the worker down, or hold it
    up for longer than `seconds`.
    """
    tried = ((name, _why_refused(name, seconds)) for name in names)
    return {name: reason[:LONGEST_REASON] for name, reason in tried if reason}


def _why_refused(name: str, seconds: float) -> str:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        tried = processes.submit(try_task, name)
        try:
            error = tried.exception(seconds)
        except TimeoutError:
            for child in active_children():
                child.kill()
            return f"it did not take {STEPS} steps within {seconds:g} s"
    return "" if error is None else f"{type(error).__name__}: {error}"


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
