"""Words in pictures, written with the fonts of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
# Parts of one font, each with some of the world's letters; the first has most of what is written.
PARTS = ("latin", "latin-ext", "greek", "cyrillic")
PATTERN = "inter-{part}-wght-normal*.woff2"
# What no font has a form for would be a box.
NO_LETTER, UNKNOWN = "\uffff", "?"


@dataclass(frozen=True)
class Look:
    """How words are written.

    Attributes:
        size: Of their letters, in pixels.
        color: `#rrggbb`.
        across: Which part of them is at their place: the left end, the middle, the right end.
        down: And which from above: the top or the middle.
    """

    size: int
    color: str
    across: Literal["left", "middle", "right"] = "left"
    down: Literal["t", "m"] = "m"


SHARES = {"left": 0.0, "middle": 0.5, "right": 1.0}


class Lettering:
    """Writes words with the fonts of a built page; without one, with a font that has few letters.

    Args:
        page: Folder of the built page.
    """

    def __init__(self, page: Path) -> None:
        self._files = tuple(
            str(found)
            for part in PARTS
            for found in sorted((page / "assets").glob(PATTERN.format(part=part)))[:1]
        )

    def write(
        self, brush: ImageDraw.ImageDraw, place: tuple[int, int], text: str, look: Look
    ) -> None:
        """Words at a place of a picture, in one line."""
        runs = [(font, part, font.getlength(part)) for font, part in self._runs(text, look.size)]
        x = place[0] - sum(width for *_, width in runs) * SHARES[look.across]
        for font, part, width in runs:
            brush.text((x, place[1]), part, fill=look.color, font=font, anchor=f"l{look.down}")
            x += width

    def _runs(self, text: str, size: int) -> Iterator[tuple[Font, str]]:
        """The text in parts of one font each."""
        part = ""
        fonts = _fonts(self._files, size)
        current = fonts[0]
        for written in text:
            having = next((each for each in fonts if _has(each, written)), None)
            font, letter = (fonts[0], UNKNOWN) if having is None else (having, written)
            if font is not current and part:
                yield current, part
                part = ""
            current = font
            part += letter
        if part:
            yield current, part


@lru_cache(maxsize=16)
def _fonts(files: tuple[str, ...], size: int) -> tuple[Font, ...]:
    if not files:
        found = ImageFont.load_default(size)
        if not isinstance(found, Font):
            raise TypeError("Pillow was built without FreeType")
        return (found,)
    return tuple(ImageFont.truetype(each, size) for each in files)


@lru_cache(maxsize=4_096)
def _has(font: Font, letter: str) -> bool:
    """Whether a font has a form for a letter."""
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(NO_LETTER))
