"""Turns a spec into a trainer on this machine."""

import torch

from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.environments.watched import watched
from worker.mbrl.activity import Activity
from worker.mbrl.trainer import Trainer
from worker.mbrl.versions.registry import learner_of


def build_trainer(spec: RunSpec) -> Trainer:
    """A trainer that has taken no step, on the device that the spec asks for.

    Raises:
        RuntimeError: When the spec insists on a GPU and there is none.
    """
    set_switches()
    activity = Activity()
    task = watched(task_of(spec), activity)
    device = choose_device(spec.compute.device)
    return Trainer(spec, task, device, learner_of(spec), activity)


def set_switches() -> None:
    """Set torch's process-wide switches for this machine.

    One thread: two runs of two threads each on two cores were 30 times slower. Denormals are
    flushed to zero. Where the processor has AVX-512, "medium" makes torch take oneDNN's products:
    on an AMD EPYC (Zen 5) they are float32 all the same and twice as fast as the default's. Where
    it has none they are the slower ones (Zen 3: a fit took 6 % longer), so the default stays.
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    has_avx512 = torch.backends.cpu.get_cpu_capability() == "AVX512"
    torch.set_float32_matmul_precision("medium" if has_avx512 else "highest")


def choose_device(wanted: str) -> torch.device:
    """The device that `wanted` means here; `auto` takes a GPU where there is one."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise RuntimeError("compute.device is cuda, and this worker has no CUDA device")
    return torch.device("cuda" if wanted == "cuda" or (wanted == "auto" and available) else "cpu")
