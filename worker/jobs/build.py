"""Turns a spec into a trainer on this machine."""

import torch

from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.mbrl.trainer import Trainer


def build_trainer(spec: RunSpec) -> Trainer:
    """A trainer that has taken no step, on the device that the spec asks for.

    Sets torch's process-wide switches: one thread (two runs of two threads each on two cores were
    30 times slower), denormals flushed to zero, and matrix products may be of reduced precision,
    where torch has one for the processor (on an AMD EPYC it took its float32 kernel all the same).

    Raises:
        RuntimeError: When the spec insists on a GPU and there is none.
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision("medium")
    return Trainer(spec, task_of(spec), choose_device(spec.compute.device))


def choose_device(wanted: str) -> torch.device:
    """The device that `wanted` means here; `auto` takes a GPU where there is one."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise RuntimeError("compute.device is cuda, and this worker has no CUDA device")
    return torch.device("cuda" if wanted == "cuda" or (wanted == "auto" and available) else "cpu")
