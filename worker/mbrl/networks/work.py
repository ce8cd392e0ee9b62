"""How much the networks have computed: a clock that runs alike on every machine and at every time.

What the diagnostics may cost is decided by it. Decided by CPU time, the same run would be measured
at other steps each time it is repeated.
"""

# A call costs as much as this many multiplications even when it computes next to nothing. With what
# is done around it (draws, normalising, optimiser steps, simulators) it takes 0.3 to 0.6 ms where a
# second is worth 17 billion. `python -m tests.benchmarks.engine.work` holds it against CPU time.
CALL_COST = 5_000_000


class WorkClock:
    """Counts multiplications of network passes in this process.

    Attributes:
        done: All so far.
    """

    def __init__(self) -> None:
        self.done = 0

    def passed(self, rows: int, parameters: int) -> None:
        """Count a pass of `rows` inputs through networks of so many parameters each."""
        self.done += rows * parameters + CALL_COST


WORK = WorkClock()
