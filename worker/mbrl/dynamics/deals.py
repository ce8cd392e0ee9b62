"""Which rows of a batch go to which member, as slots of groups of one size."""

import torch
from jaxtyping import Int
from torch import Generator, Tensor


def dealt_anew(
    rows: int, members: int, generator: Generator, device: torch.device
) -> tuple[Int[Tensor, " batch"], tuple[int, int]]:
    """A random slot for every row among `members` groups of equal size, and the groups' shape."""
    size = -(-rows // members)
    slots = torch.randperm(members * size, generator=generator, device=device)[:rows]
    return slots, (members, size)


def by_member(
    chosen: Int[Tensor, " batch"], members: int
) -> tuple[Int[Tensor, " batch"], tuple[int, int]]:
    """A slot for every row in the group of its own member, and the groups' shape."""
    counts = chosen.bincount(minlength=members)
    size = int(counts.max())
    order = chosen.argsort(stable=True)
    firsts = counts.cumsum(0) - counts
    ranks = torch.arange(len(chosen), device=chosen.device) - firsts[chosen[order]]
    slots = torch.empty_like(chosen)
    slots[order] = chosen[order] * size + ranks
    return slots, (members, size)
