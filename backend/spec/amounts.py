"""How much there is of what runs ask to be kept for them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Amounts:
    """What there is of a machine, or of what is left of it; None where nobody can say.

    Attributes:
        cores: Cores.
        memory_mib: Memory, MiB.
        gpu: Share of a GPU, 0 to 1, that a single one has to give.
    """

    cores: int | None = None
    memory_mib: int | None = None
    gpu: float | None = None
