"""What stops a run from inside the core."""


class Diverged(ArithmeticError):
    """A loss is no longer finite, so no further step means anything.

    Attributes:
        part: What diverged, for example `critic` or `dynamics model`.
        at: Where: the update or the epoch, and the members concerned.
    """

    def __init__(self, part: str, at: str) -> None:
        super().__init__(f"the loss of the {part} is not finite ({at})")
        self.part = part
        self.at = at
