"""How much the networks have computed: a clock that runs alike on every machine and at every time.

What the diagnostics may cost is decided by it. Decided by CPU time, the same run would be measured
at other steps each time it is repeated.
"""

from backend.spec.call_cost import CALL_COST


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
