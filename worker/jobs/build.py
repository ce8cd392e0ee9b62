"""Turns a spec into a trainer on this machine."""

import torch

from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.environments.watched import watched
from worker.jobs.products import Products, measured
from worker.mbrl.activity import Activity
from worker.mbrl.evaluation.suite import Suite
from worker.mbrl.trainer import Trainer
from worker.mbrl.versions.registry import learner_of


def build_trainer(
    spec: RunSpec, products: Products | None = None, suite: Suite | None = None
) -> Trainer:
    """A trainer that has taken no step, on the device that the spec asks for.

    Args:
        spec: The run.
        products: Which matrix products it takes; None chooses by a measurement.
        suite: What its model is measured along beside its own episodes; None where there is none.

    Raises:
        RuntimeError: When the spec insists on a GPU and there is none.
    """
    device = choose_device(spec.compute.device)
    # On a GPU the same switch allows products of 10 bits (TF32).
    set_switches(products if device.type == "cpu" else "highest")
    activity = Activity()
    task = watched(task_of(spec), activity)
    return Trainer(spec, task, device, learner_of(spec), activity, suite)


def set_switches(products: Products | None = None) -> None:
    """Set torch's process-wide switches for this machine.

    One thread: two runs of two threads each on two cores were 30 times slower. Denormals are
    flushed to zero. Matrix products are those given, or the faster ones (`products.py`).
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision(products or measured().products)


def choose_device(wanted: str) -> torch.device:
    """The device that `wanted` means here; `auto` takes a GPU where there is one."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise RuntimeError("compute.device is cuda, and this worker has no CUDA device")
    return torch.device("cuda" if wanted == "cuda" or (wanted == "auto" and available) else "cpu")
