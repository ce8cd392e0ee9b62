"""Every source of randomness of a run, by purpose, so that one purpose never shifts another."""

import hashlib
from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Generator, Tensor

MAX_SEED = 2**31 - 1


@dataclass(frozen=True)
class Generators:
    """Random generators by purpose. Their states are part of a checkpoint.

    Attributes:
        weights: Initial weights, on the CPU.
        episodes: Seeds of environment resets while training, on the CPU.
        evaluation: Seeds of evaluation episodes, on the CPU.
        pool: Which held-out episodes are kept, on the CPU.
        exploration: Actions in the real environment.
        fit: Bootstraps and shuffles of a fit.
        rollouts: Start states, members and noise of imagined rollouts.
        updates: Batches and action noise of policy updates.
        diagnostics: Noise of the model in diagnostics.
    """

    weights: Generator
    episodes: Generator
    evaluation: Generator
    pool: Generator
    exploration: Generator
    fit: Generator
    rollouts: Generator
    updates: Generator
    diagnostics: Generator

    @classmethod
    def seeded(cls, seed: int, device: torch.device) -> Self:
        """Independent generators that `seed` alone decides."""
        on_cpu = {"weights", "episodes", "evaluation", "pool"}
        return cls(
            **{
                field.name: _seeded(seed, field.name, "cpu" if field.name in on_cpu else device)
                for field in fields(cls)
            }
        )

    def state_dict(self) -> dict[str, Tensor]:
        """The state of every generator."""
        return {field.name: getattr(self, field.name).get_state() for field in fields(self)}

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Continue where `state` was taken."""
        for field in fields(self):
            getattr(self, field.name).set_state(state[field.name].cpu())


def _seeded(seed: int, purpose: str, device: torch.device | str) -> Generator:
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return Generator(device).manual_seed(int.from_bytes(digest[:7], "big"))


def common_normal(
    rows: int, columns: int, copies: int, generator: Generator, dtype: torch.dtype = torch.float32
) -> Tensor:
    """Normal draws for `rows` rows: `copies` blocks, with the same draws in each of them."""
    shape = (rows // copies, columns)
    noise = torch.randn(shape, generator=generator, device=generator.device, dtype=dtype)
    return noise.repeat(copies, 1) if copies > 1 else noise


def draw_seed(generator: Generator) -> int:
    """A seed for something outside torch."""
    return int(torch.randint(MAX_SEED, (), generator=generator).item())
