"""What a run is in the midst of, for whoever watches it from another thread."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FitProgress:
    """How far a fit of the model is.

    Attributes:
        epochs: Passes over the data so far.
        error: Held-out squared error of the best weights so far, mean over the best members.
    """

    epochs: int
    error: float


class Activity:
    """Signs of life between two reports.

    The core and its environments write it and never read it, so nothing that is computed depends
    on it. What is written is replaced whole, so a reader in another thread needs no lock.

    Attributes:
        count: Grows with every real step and every epoch; while it stands still nothing happens.
        fit: The fit in progress; None between fits.
    """

    def __init__(self) -> None:
        self.count = 0
        self.fit: FitProgress | None = None

    def stepped(self) -> None:
        """An environment has answered."""
        self.count += 1

    def fitted(self, epochs: int, error: float) -> None:
        """A fit has come so far."""
        self.fit = FitProgress(epochs, error)
        self.count += 1

    def fit_ended(self) -> None:
        """No fit is in progress any more."""
        self.fit = None
        self.count += 1
