"""How much a learner has imagined: what a comparison at equal model steps needs to know."""


class WorkDone:
    """Counts imagined transitions that the policy learned from, over the whole run.

    Those of diagnostics and of the checks between updates are none of them. Nothing that is
    computed depends on it.

    Attributes:
        imagined: So many; None where a run goes on from a checkpoint that did not count, or plans.
    """

    def __init__(self) -> None:
        self.imagined: int | None = 0

    def imagine(self, transitions: int) -> None:
        """So many more."""
        if self.imagined is not None:
            self.imagined += transitions
