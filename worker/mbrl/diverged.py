"""The error of the learning core that ends a run."""


class Diverged(RuntimeError):
    """A loss or a weight is not finite; going on would only produce more of it.

    Attributes:
        iteration: Iterations done when it was noticed; None where the part cannot know it.
        part: What diverged, for example `critics` or `model member 3`.
    """

    def __init__(self, part: str, iteration: int | None = None) -> None:
        where = "" if iteration is None else f" in iteration {iteration}"
        super().__init__(f"{part} diverged{where}: the loss is not finite")
        self.iteration = iteration
        self.part = part
