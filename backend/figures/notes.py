"""Sentences on what a figure leaves out."""

from collections.abc import Sequence

import numpy as np

from backend.figures.drawing import Floats
from backend.groups.estimates import Band
from backend.groups.singles import MANY_GROUPS
from backend.spec.diagnostic import Scale
from backend.statistics.payable import Payable, bounds_words


def note_gaps(notes: list[str], name: str, curves: Sequence[Floats]) -> None:
    """Say how many values of a line's curves are missing from it because they are not finite."""
    lost = sum(len(curve) - int(np.count_nonzero(np.isfinite(curve))) for curve in curves)
    if lost and len(curves) > 1:
        many = "1 value is" if lost == 1 else f"{lost:,} values are"
        which = sum(not np.isfinite(curve).all() for curve in curves)
        notes.append(
            f"{name}: {many} not finite, in {which} of {len(curves)} runs; the mean there is over "
            "the others, and so it may look better than it is."
        )
    elif lost == 1:
        notes.append(f"{name}: 1 value is not finite and shown as a gap.")
    elif lost:
        notes.append(f"{name}: {lost:,} values are not finite and shown as gaps.")


def note_zeros(notes: list[str], name: str, curves: Floats, scale: Scale) -> None:
    """Say where geometric means leave out zeros, which have no logarithm, beside other values."""
    if scale != "log":
        return
    zeros, others = curves <= 0.0, curves > 0.0
    lost = int(zeros[:, others.any(0)].sum())
    if lost:
        many = (
            "1 value of 0 has no logarithm and is"
            if lost == 1
            else (f"{lost:,} values of 0 have no logarithm and are")
        )
        notes.append(f"{name}: {many} in no geometric mean.")


def note_bounds(notes: list[str], payable: Payable, middle: Band) -> None:
    """Say once that intervals of returns end where the task pays no more, where one does."""
    least, most = payable.bounds
    low = least if (middle.low == least).any() else None
    high = most if (middle.high == most).any() else None
    words = bounds_words([(payable, low, high)])
    if words and words not in notes:
        notes.append(words)


def note_crowd(notes: list[str], groups: int) -> None:
    """Say that so many groups have no bands."""
    if groups > MANY_GROUPS:
        notes.append(f"Intervals are left out: {groups} groups are in view.")


def note_smoothing(notes: list[str], window: int, unsmoothed: Sequence[str], of: int) -> None:
    """Say what a smoothed line is, and which lines are too short to be smoothed."""
    if not window or not of:
        return
    if len(unsmoothed) == of:
        notes.append(f"Nothing is smoothed: no line is {window:,} real steps long.")
        return
    notes.append(
        f"Each line is the mean over the last {window:,} real steps; thin, the values as measured."
    )
    if unsmoothed:
        which = unsmoothed[0] if len(unsmoothed) == 1 else f"{len(unsmoothed)} lines"
        verb = "is" if len(unsmoothed) == 1 else "are"
        notes.append(f"{which} {verb} shorter than that and drawn as measured.")


def note_ends(notes: list[str], lines: Sequence[Sequence[int]], at: str) -> None:
    """Say from where on means are over fewer runs, because some of a group end before others.

    Args:
        notes: Where it is said.
        lines: For each line, where each of its runs ends.
        at: What these are, before their number.
    """
    ends = [min(each) for each in lines if each and min(each) < max(each)]
    if ends:
        notes.append(
            f"Some runs end before others: beyond {at} {min(ends):,} a mean may be over fewer."
        )
