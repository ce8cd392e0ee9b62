"""Sizes on disk in words: two digits, in the units that file managers use."""

UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size_words(size: float) -> str:
    """`3.2 MB`, `48 MB`, `900 bytes`: rounded, for an estimate is no more exact."""
    unit = 0
    # What would be written as 1000 of a unit is 1 of the next.
    while round(size) >= 1_000 and unit < len(UNITS) - 1:
        size, unit = size / 1_000, unit + 1
    digits = 1 if unit > 0 and round(size, 1) < 10 else 0
    return f"{size:.{digits}f} {UNITS[unit]}"
