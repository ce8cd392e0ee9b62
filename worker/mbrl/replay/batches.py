"""Batches for the policy: so much real, the rest imagined."""

from dataclasses import dataclass, replace

import torch
from torch import Generator

from worker.mbrl.replay.model_buffer import ModelBuffer
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Transitions


@dataclass(frozen=True)
class Batches:
    """Draws batches of which `real_count` transitions are real.

    Attributes:
        real: The real transitions.
        imagined: The imagined ones; None makes every batch all real.
        size: Transitions in a batch.
        real_ratio: Share of a batch that is real, rounded to whole transitions.
        reward_scale: What rewards are multiplied by.
    """

    real: RealBuffer
    imagined: ModelBuffer | None
    size: int
    real_ratio: float
    reward_scale: float = 1.0

    @property
    def real_count(self) -> int:
        """Real transitions in a batch: all of them while nothing has been imagined."""
        if self.imagined is None or len(self.imagined) == 0:
            return self.size
        return round(self.real_ratio * self.size)

    @property
    def imagined_share(self) -> float:
        """Share of a batch that is imagined, as it is drawn now."""
        return 1.0 - self.real_count / self.size

    def draw(self, generator: Generator) -> Transitions:
        """A batch."""
        real_count = self.real_count
        if self.imagined is None or real_count == self.size:
            rows = self.real.draw(self.size, generator)
        elif real_count == 0:
            rows = self.imagined.draw(self.size, generator)
        else:
            rows = torch.cat(
                (
                    self.real.draw(real_count, generator),
                    self.imagined.draw(self.size - real_count, generator),
                )
            )
        batch = self.real.columns.unpack(rows)
        if self.reward_scale == 1.0:
            return batch
        return replace(batch, reward=self.reward_scale * batch.reward)
