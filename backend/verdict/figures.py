"""Numbers in sentences: few digits, whatever their size, and never a name of floating point."""

import math

LARGEST_IN_FULL = 1e6
SMALLEST_IN_FULL = 1e-3
WHOLE_FROM = 100
# Intervals narrower than this share of their mean are rounding, not spread.
LEAST_HALF_WIDTH = 1e-9
# An interval is called symmetric while its ends are as far from the mean within this share.
LOPSIDED = 0.1
MOST_DIGITS = 5
# A figure says thousands of them.
SYMMETRIC = [f"{{:,.{digits}f}} ± {{:,.{digits}f}}".format for digits in range(MOST_DIGITS + 1)]


def figure(value: float) -> str:
    """A number with three digits; very large and very small ones as a power of ten."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    size = abs(value)
    if size >= LARGEST_IN_FULL or 0.0 < size < SMALLEST_IN_FULL:
        mantissa, exponent = f"{value:.1e}".split("e")
        text = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    else:
        text = f"{value:,.0f}" if size >= WHOLE_FROM else f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


def counted(count: int, noun: str) -> str:
    """`1 step`, `2 steps`, `1,000 steps`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def estimated(mean: float | None, low: float | None, high: float | None, *, plus: str = "") -> str:
    """A mean with its interval: `0.71 ± 0.09`, or `0.007 (0.003 to 0.016)` where it is lopsided.

    A dash where nothing is known; the mean alone where it has no interval. `plus` stands before a
    mean above zero.
    """
    if mean is None:
        return "\N{EN DASH}"
    plus = plus if mean > 0.0 else ""
    if low is None or high is None:
        return plus + figure(mean)
    half_width, size = high / 2 - low / 2, abs(mean)
    if half_width <= LEAST_HALF_WIDTH * size:
        return f"{plus}{figure(mean)} ± 0"
    lopsided = abs((high - mean) - (mean - low)) > LOPSIDED * half_width
    digits = 0 if size >= WHOLE_FROM else 1 - math.floor(math.log10(half_width))
    if lopsided or size >= LARGEST_IN_FULL or half_width >= LARGEST_IN_FULL or digits > MOST_DIGITS:
        return f"{plus}{figure(mean)} ({figure(low)} to {figure(high)})"
    words = SYMMETRIC[max(0, digits)](mean, half_width)
    return plus + words.replace("-", "\N{MINUS SIGN}")
