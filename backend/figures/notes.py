"""Sentences on what a figure leaves out."""

from collections.abc import Sequence

import numpy as np

from backend.figures.drawing import MANY_GROUPS, Floats


def note_gaps(notes: list[str], name: str, curves: Sequence[Floats]) -> None:
    """Say how many values of a line's curves are missing from it because they are not finite."""
    lost = sum(int((~np.isfinite(curve)).sum()) for curve in curves)
    if lost == 1:
        notes.append(f"{name}: 1 value is not finite and shown as a gap.")
    elif lost:
        notes.append(f"{name}: {lost:,} values are not finite and shown as gaps.")


def note_crowd(notes: list[str], groups: int) -> None:
    """Say that so many groups have no bands."""
    if groups > MANY_GROUPS:
        notes.append(f"Intervals are left out: {groups} groups are in view.")
