"""The engine that a worker's settings name."""

import sys
from pathlib import Path

from worker.engines.local import LocalEngine
from worker.engines.protocol import Engine
from worker.engines.ray import RayEngine
from worker.engines.slurm import SlurmEngine
from worker.settings import WorkerSettings


def engine_of(settings: WorkerSettings, data: Path) -> Engine:
    """The engine that the settings name.

    Args:
        settings: The worker's.
        data: The folder of the instance's data, where jobs of a cluster write what they print, and
            processes listen that are taken over.
    """
    if settings.engine == "slurm":
        return SlurmEngine(data.resolve() / "slurm")
    if settings.engine == "ray":
        return RayEngine(settings.ray_address, settings.ray_python or sys.executable)
    memory = None if settings.memory_gib is None else round(settings.memory_gib * 1_024)
    takes_over = data if settings.alone_seconds > 0 else None
    return LocalEngine(memory, settings.gpus, takes_over, settings.alone_seconds)
