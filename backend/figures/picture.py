"""A figure as a small picture, for programs that show a link's: drawn here, without a browser.

Of a plotly figure it draws lines, bands, points and the labels at the ends of lines, in the colours
of the light theme. Lines have no smooth edges in Pillow, so all is drawn larger and then shrunk.
"""

import base64
import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from backend.figures.axes import number_words
from backend.figures.export import BAND_OPACITY, HAIRLINE, INK, INK_SOFT, PAPER, color_of
from backend.figures.picture_text import Lettering, Look
from backend.figures.schemas import PlotlyFigure

Floats = NDArray[np.float64]

# As chat programs and Open Graph's readers want it.
WIDTH, HEIGHT = 1_200, 630
FINER = 2
LEFT, TOP, RIGHT, BOTTOM = 120, 110, 330, 110
TICK_LETTERS, LABEL_LETTERS, WORDS_LETTERS = 24, 27, 30
MAKER = "Branchpoint"
LINE, THIN_LINE, POINT = 7, 3, 6
MOST_TICKS = 5
STEPS_OF_TICKS = (1.0, 2.0, 5.0, 10.0)
POWER = re.compile(r"<sup>(.*?)</sup>")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Axis:
    """An axis of the picture.

    Attributes:
        low: Where it begins, in its own coordinates.
        high: Where it ends.
        is_log: Whether these are powers of ten.
        ticks: Where something stands beside it, and what.
    """

    low: float
    high: float
    is_log: bool
    ticks: Sequence[tuple[float, str]]

    def share(self, values: Floats) -> Floats:
        """How far along the axis values stand, from 0 to 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            places = np.log10(values) if self.is_log else values
        return (places - self.low) / ((self.high - self.low) or 1.0)


def picture(figure: PlotlyFigure, lettering: Lettering) -> bytes:
    """The figure as a PNG of 1,200 by 630.

    Args:
        figure: As the page is sent it.
        lettering: Writes its words.
    """
    sheet = _sheet()
    axes = _axis(figure, "x"), _axis(figure, "y")
    words = ImageDraw.Draw(sheet)
    _draw_axes(words, figure, axes, lettering)
    # Drawn apart and laid in, so that nothing stands outside of the frame.
    inside = Image.new("RGB", _size_inside(), PAPER)
    brush = ImageDraw.Draw(inside, "RGBA")
    for at, _ in axes[1].ticks:
        y = _place(1.0 - _one_share(axes[1], at), inside.height)
        brush.line([(0, y), (inside.width, y)], fill=HAIRLINE, width=FINER)
    for trace in figure.data:
        _draw_trace(brush, inside.size, trace, axes)
    sheet.paste(inside, (LEFT * FINER, TOP * FINER))
    _draw_labels(words, figure, lettering)
    return _png(sheet)


def words_alone(text: str, lettering: Lettering) -> bytes:
    """A picture of the same size that says why there is no figure."""
    sheet = _sheet()
    brush = ImageDraw.Draw(sheet)
    place = (LEFT * FINER, HEIGHT // 2 * FINER)
    lettering.write(brush, place, text, Look(WORDS_LETTERS * FINER, INK_SOFT))
    return _png(sheet)


def _sheet() -> Image.Image:
    return Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)


def _size_inside() -> tuple[int, int]:
    return (WIDTH - LEFT - RIGHT) * FINER, (HEIGHT - TOP - BOTTOM) * FINER


def _png(sheet: Image.Image) -> bytes:
    small = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    # Few colours are drawn: a palette of them is a third of the bytes.
    small.quantize(128, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def _place(share: float, length: int) -> int:
    return round(share * (length - 1))


def _one_share(axis: Axis, at: float) -> float:
    return (at - axis.low) / ((axis.high - axis.low) or 1.0)


def _axis(figure: PlotlyFigure, name: str) -> Axis:
    """An axis as its layout has it, or as far as its lines reach."""
    layout = figure.layout.get(f"{name}axis", {})
    low, high = layout.get("range") or _reach(figure, name)
    is_log = layout.get("type") == "log"
    if "tickvals" in layout:
        given = zip(layout["tickvals"], layout["ticktext"], strict=True)
        return Axis(low, high, is_log, [(at, plain(words)) for at, words in given])
    places = _log_ticks(low, high) if is_log else _ticks(low, high)
    ticks = [(at, _number(10.0**at if is_log else at)) for at in places]
    return Axis(low, high, is_log, ticks)


def _reach(figure: PlotlyFigure, name: str) -> tuple[float, float]:
    every = np.concatenate([np.empty(0), *(_numbers(trace.get(name)) for trace in figure.data)])
    finite = every[np.isfinite(every)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)


def _ticks(low: float, high: float) -> Floats:
    """Round places between two ends, at most so many."""
    rough = (high - low) / MOST_TICKS
    if not np.isfinite(rough) or rough <= 0:
        return np.array([low])
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(each * power for each in STEPS_OF_TICKS if each * power >= rough * (1 - 1e-9))
    counts = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    return np.asarray(counts * step, np.float64)


def _log_ticks(low: float, high: float) -> Floats:
    """The same between two powers of ten, as powers of ten."""
    decades = np.arange(np.floor(low), np.floor(high) + 1)
    for factors in ((1,), (1, 5), (1, 2, 5)):
        every = np.sort(np.add.outer(decades, np.log10(factors)).ravel())
        within = every[(every >= low - 1e-9) & (every <= high + 1e-9)]
        if len(within) > 1:
            return within[:: -(-len(within) // MOST_TICKS)]
    return np.log10(_ticks(10.0**low, 10.0**high))


def _number(value: float) -> str:
    return plain(number_words(float(f"{value:.3g}")))


def plain(text: str) -> str:
    """Words of a plotly figure without its markup."""
    return html.unescape(TAG.sub("", POWER.sub(r"^\1", text)))


def _numbers(values: object) -> Floats:
    """What a figure has as numbers, decoded."""
    if isinstance(values, dict):
        kind = np.dtype(values["dtype"]).newbyteorder("<")
        return np.frombuffer(base64.b64decode(values["bdata"]), kind).astype(np.float64)
    return np.asarray([] if values is None else values, np.float64)


def _draw_trace(
    brush: ImageDraw.ImageDraw,
    size: tuple[int, int],
    trace: dict[str, Any],
    axes: tuple[Axis, Axis],
) -> None:
    meta = trace.get("meta", {})
    color = color_of(meta.get("of", meta.get("role")), meta.get("group"))
    x, y = _numbers(trace.get("x")), _numbers(trace.get("y"))
    count = min(len(x), len(y))
    shares = np.column_stack([axes[0].share(x[:count]), 1.0 - axes[1].share(y[:count])])
    # Far outside it is not seen, and has no place in whole pixels.
    parts = list(_connected(np.clip(shares, -10.0, 11.0) * (np.array(size) - 1)))
    if meta.get("role") == "band":
        for part in parts:
            if len(part) > 2:
                brush.polygon(part, fill=(*_rgb(color), round(255 * BAND_OPACITY)))
        return
    is_points = "lines" not in trace.get("mode", "lines")
    width = trace.get("line", {}).get("width", 2) > 1 and meta.get("role") != "reference"
    for part in parts:
        if is_points or len(part) == 1:
            _draw_points(brush, part, color)
        else:
            brush.line(part, fill=color, width=(LINE if width else THIN_LINE), joint="curve")


def _draw_points(
    brush: ImageDraw.ImageDraw, part: Sequence[tuple[float, float]], color: str
) -> None:
    radius = POINT * FINER / 2
    for x, y in part:
        brush.ellipse([x - radius, y - radius, x + radius, y + radius], fill=color)


def _connected(points: Floats) -> Iterator[list[tuple[float, float]]]:
    """The parts of a line between its gaps."""
    finite = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], finite, [False])).astype(int)))
    for first, end in edges.reshape(-1, 2):
        yield [(float(x), float(y)) for x, y in points[first:end]]


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _draw_axes(
    brush: ImageDraw.ImageDraw,
    figure: PlotlyFigure,
    axes: tuple[Axis, Axis],
    lettering: Lettering,
) -> None:
    wide, high = _size_inside()
    left, top, letters = LEFT * FINER, TOP * FINER, TICK_LETTERS * FINER
    for at, words in axes[0].ticks:
        place = (left + _place(_one_share(axes[0], at), wide), top + high + 12 * FINER)
        lettering.write(brush, place, words, Look(letters, INK_SOFT, "middle", "t"))
    for at, words in axes[1].ticks:
        place = (left - 14 * FINER, top + _place(1.0 - _one_share(axes[1], at), high))
        lettering.write(brush, place, words, Look(letters, INK_SOFT, "right"))
    titles = figure.layout.get("annotations", [])
    above = next((each["text"] for each in titles if not each.get("name")), "")
    beside = figure.layout.get("xaxis", {}).get("title", {}).get("text", "")
    lettering.write(brush, (left, 56 * FINER), plain(above), Look(WORDS_LETTERS * FINER, INK))
    below = (left + wide // 2, (HEIGHT - 36) * FINER)
    lettering.write(brush, below, plain(beside), Look(WORDS_LETTERS * FINER, INK, "middle"))
    corner = ((WIDTH - 40) * FINER, (HEIGHT - 36) * FINER)
    lettering.write(brush, corner, MAKER, Look(letters, INK_SOFT, "right"))


def _draw_labels(brush: ImageDraw.ImageDraw, figure: PlotlyFigure, lettering: Lettering) -> None:
    """The words at the right ends of lines."""
    wide, high = _size_inside()
    for each in figure.layout.get("annotations", []):
        kind, _, value = each.get("name", "").partition(":")
        if kind not in ("group", "role"):
            continue
        color = color_of(None, int(value)) if kind == "group" else color_of(value, None)
        place = (LEFT * FINER + wide + 14 * FINER, TOP * FINER + _place(1.0 - each["y"], high))
        lettering.write(brush, place, plain(each["text"]), Look(LABEL_LETTERS * FINER, color))
