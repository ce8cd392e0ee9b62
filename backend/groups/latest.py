"""What is said where the latest values of runs are of different real steps."""

from collections.abc import Sequence


def range_words(steps: Sequence[int]) -> str:
    """As in "at real steps 3,000 to 5,000"; empty where all are of one step."""
    if not steps or min(steps) == max(steps):
        return ""
    return f"at real steps {min(steps):,} to {max(steps):,}"


def latest_words(steps: Sequence[int]) -> str:
    """A sentence on values that are set side by side although runs are not equally far.

    Args:
        steps: The real step of each run's value.
    """
    words = range_words(steps)
    if not words:
        return ""
    return (
        f"Each run has its last value, {words}; all have come to {min(steps):,}, to which the "
        "training time can be set."
    )
