"""What a version builds its learner from."""

from dataclasses import dataclass, field

import torch

from backend.spec.run import RunSpec
from worker.mbrl.activity import Activity
from worker.mbrl.environment import Task
from worker.mbrl.generators import Generators
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.work_done import WorkDone


@dataclass(frozen=True)
class Materials:
    """What a version builds its learner from.

    Attributes:
        spec: The run.
        task: The environment.
        real: D, which the outer loop fills.
        generators: Sources of randomness.
        device: Where tensors live.
        activity: Where a fit says how far it is.
        work: Where a learner counts what it imagines.
    """

    spec: RunSpec
    task: Task
    real: RealBuffer
    generators: Generators
    device: torch.device
    activity: Activity = field(default_factory=Activity)
    work: WorkDone = field(default_factory=WorkDone)
